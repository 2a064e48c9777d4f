// nuncio-control: serves the resources in a directory's files to proxies over xDS.

#include <unistd.h>

#include <csignal>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/base/version.h"
#include "source/config/shared/environment.h"
#include "source/config/shared/extensions.h"
#include "source/control/command_line.h"
#include "source/control/control_plane.h"
#include "source/control/directory_reader.h"
#include "source/control/proxy_check.h"
#include "source/control/resource_reader.h"
#include "source/event/loop.h"
#include "source/event/signal_watch.h"
#include "source/main/extensions.h"

namespace nuncio {
namespace {

using control::CommandLine;
using control::ControlPlane;

std::string HostName() {
  char name[256] = {};
  return ::gethostname(name, sizeof(name) - 1) == 0 ? name : "nuncio-control";
}

// What a proxy of this build knows when it reads a resource.
struct ProxyOfThisBuild {
  const config::Extensions extensions = main::AllExtensions();
  config::FilterNumbers filter_numbers;
  const config::Environment environment{
      .extensions = extensions, .filter_numbers = filter_numbers, .has_ads = true};
};

int Validate(const CommandLine& line, control::ResourceChecker check) {
  control::ResourceReader reader([](absl::string_view warning) { std::cerr << warning << "\n"; },
                                 std::move(check));
  const control::LoadedResources loaded = control::ReadDirectory(line.config_dir, reader);
  for (const schema::ConfigError& warning : loaded.warnings.list()) {
    std::cerr << "warning: " << warning.ToString() << "\n";
  }
  if (!loaded.errors.empty()) {
    std::cerr << loaded.errors.ToString() << "\n";
    return 1;
  }
  std::cout << line.config_dir << ": " << loaded.resources.size() << " resources, all good\n";
  return 0;
}

int Serve(const CommandLine& line, control::ResourceChecker check) {
  const base::SystemClock clock;
  base::Logger log(clock, line.log_level);
  event::Loop loop(clock);
  const auto stop = [&loop, &log] {
    log.Info("control", "told to end");
    loop.Stop();
  };
  const event::SignalWatch on_term(loop, SIGTERM, stop);
  const event::SignalWatch on_int(loop, SIGINT, stop);
  // Of a terminal that closed: no reason to end.
  const event::SignalWatch on_hup(
      loop, SIGHUP, [&log] { log.Info("control", "caught SIGHUP, which changes nothing"); });
  std::signal(SIGPIPE, SIG_IGN);

  const absl::StatusOr<std::unique_ptr<ControlPlane>> plane =
      ControlPlane::Create(loop, log,
                           {.config_dir = line.config_dir,
                            .xds_address = line.xds_address,
                            .admin_address = line.admin_address,
                            .identifier = line.identifier.empty() ? HostName() : line.identifier,
                            .check = std::move(check)});
  if (!plane.ok()) {
    log.Error("control", plane.status().message());
    return 1;
  }
  loop.Run();
  return 0;
}

int Main(const std::vector<std::string>& arguments) {
  const absl::StatusOr<CommandLine> line = control::ParseCommandLine(arguments);
  if (!line.ok()) {
    std::cerr << "nuncio-control: " << line.status().message() << "; --help lists the flags\n";
    return 1;
  }
  if (line->help) {
    std::cout << control::Usage();
    return 0;
  }
  if (line->version) {
    std::cout << "nuncio-control " << base::kVersion << "\n";
    return 0;
  }
  ProxyOfThisBuild proxy;
  control::ResourceChecker check;
  if (line->check_for_proxy) check = control::MakeProxyCheck(proxy.environment);
  return line->validate ? Validate(*line, std::move(check)) : Serve(*line, std::move(check));
}

}  // namespace
}  // namespace nuncio

int main(int argc, char** argv) { return nuncio::Main({argv + 1, argv + argc}); }

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/debugging/failure_signal_handler.h"
#include "absl/debugging/symbolize.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/main/extensions.h"
#include "source/main/flags.h"
#include "source/schema/config_error.h"
#include "source/server/configuration.h"
#include "source/server/server.h"
#include "source/server/version.h"

// nuncio: the proxy.
namespace nuncio::main {
namespace {

int Fail(absl::string_view text) {
  std::fprintf(stderr, "%s\n", std::string(text).c_str());
  return EXIT_FAILURE;
}

int Say(absl::string_view text) {
  std::fprintf(stdout, "%s", std::string(text).c_str());
  return EXIT_SUCCESS;
}

void SetLevels(const server::Options& options, base::Logger& log) {
  log.set_level(options.log_level);
  for (const auto& [component, level] : options.component_log_levels) {
    log.set_component_level(component, level);
  }
}

// Where the log goes: the file of --log-path, else standard error.
base::Logger::Sink SinkOf(const server::Options& options) {
  if (options.log_path.empty()) return nullptr;
  std::FILE* const file = std::fopen(options.log_path.c_str(), "ae");
  if (file == nullptr) {
    std::fprintf(stderr, "--log-path: %s cannot be opened, logging to standard error\n",
                 options.log_path.c_str());
    return nullptr;
  }
  return [file](absl::string_view line) {
    std::fwrite(line.data(), 1, line.size(), file);
    std::fflush(file);
  };
}

// What --enable-core-dump asks for: the kernel may write as much as it wants to.
void AllowCoreDump(base::Logger& log) {
  rlimit limit{};
  getrlimit(RLIMIT_CORE, &limit);
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_CORE, &limit) != 0 || limit.rlim_cur == 0) {
    log.Warning("server", "--enable-core-dump: the system's limits do not let it write one");
  }
}

void WarnOfIdleFlags(const std::vector<std::string>& flags, base::Logger& log) {
  if (flags.empty()) return;
  log.Warning(
      "server", absl::StrJoin(flags, ", "),
      flags.size() == 1 ? ": has no effect in this build" : ": have no effect in this build");
}

int Run(const CommandLine& line) {
  const server::Options& options = line.options;
  const base::SystemClock clock;
  base::Logger log(clock, options.log_level, SinkOf(options));
  SetLevels(options, log);
  WarnOfIdleFlags(line.without_effect, log);
  if (options.enable_core_dump) AllowCoreDump(log);
  server::Configuration configuration(options, AllExtensions(), log);
  schema::ConfigErrors errors;
  if (!configuration.Load(errors)) return Fail(errors.ToString());
  if (options.mode == server::Mode::kValidate) {
    return Say(absl::StrCat("configuration '", options.config_path, "' OK\n"));
  }
  return server::Serve(options, configuration, clock, log);
}

int Main(int count, char** values) {
  absl::InitializeSymbolizer(values[0]);
  absl::InstallFailureSignalHandler({});
  const absl::StatusOr<CommandLine> line =
      ParseFlags(std::vector<std::string>(values + 1, values + count));
  if (!line.ok()) return Fail(absl::StrCat("nuncio: ", line.status().message()));
  if (line->help) return Say(Usage("nuncio"));
  if (line->version) return Say(absl::StrCat("\nnuncio  version: ", server::Version(), "\n\n"));
  if (line->hot_restart_version) return Say("0\n");
  return Run(*line);
}

}  // namespace
}  // namespace nuncio::main

int main(int count, char** values) { return nuncio::main::Main(count, values); }

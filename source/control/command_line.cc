#include "source/control/command_line.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace nuncio::control {
namespace {

constexpr char kUsage[] =
    R"(USAGE: nuncio-control --config-dir DIRECTORY [options]

Serves the resources in the files of a directory to proxies over xDS (gRPC, state of the world), follows
changes of the files, and says what each proxy made of them.

  --config-dir DIRECTORY   files of resources (.yaml, .json, .pb, .pb_text); needed
  --xds-address ADDRESS    where proxies connect, default 127.0.0.1:18000; unix:PATH works too
  --admin-address ADDRESS  a page with the state of all proxies as JSON at /status; default none
  --identifier TEXT        what proxies show as the control plane's name; default the host's name
  --mode serve|validate    validate reads the directory, says what is wrong with it, and ends; its
                           status is 1 if anything is; default serve
  --check proxy|rules      proxy refuses what Nuncio's own proxy would not take; rules looks at the
                           rules of fields only, for other proxies; default proxy
  -l, --log-level LEVEL    trace, debug, info, warning, error, critical or off; default info
  --version                prints the version
  -h, --help               prints this
)";

absl::Status SetLogLevel(const std::string& value, CommandLine& line) {
  const auto level = base::ParseLogLevel(value);
  if (!level) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--log-level takes trace, debug, info, warning, error, critical or off, not \"", value,
        "\""));
  }
  line.log_level = *level;
  return absl::OkStatus();
}

// For a flag that takes one of two words: whether it is the first.
absl::Status SetChoice(const std::string& name, const std::string& value, absl::string_view yes,
                       absl::string_view no, bool& target) {
  if (value != yes && value != no) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, " takes ", yes, " or ", no, ", not \"", value, "\""));
  }
  target = value == yes;
  return absl::OkStatus();
}

absl::Status SetValue(const std::string& name, std::string value, CommandLine& line) {
  if (name == "--log-level" || name == "-l") return SetLogLevel(value, line);
  if (name == "--mode") return SetChoice(name, value, "validate", "serve", line.validate);
  if (name == "--check") return SetChoice(name, value, "proxy", "rules", line.check_for_proxy);
  if (name == "--config-dir") {
    line.config_dir = std::move(value);
  } else if (name == "--xds-address") {
    line.xds_address = std::move(value);
  } else if (name == "--admin-address") {
    line.admin_address = std::move(value);
  } else if (name == "--identifier") {
    line.identifier = std::move(value);
  } else {
    return absl::InvalidArgumentError(absl::StrCat("there is no flag \"", name, "\""));
  }
  return absl::OkStatus();
}

bool SetSwitch(const std::string& name, CommandLine& line) {
  if (name == "--help" || name == "-h") {
    line.help = true;
  } else if (name == "--version") {
    line.version = true;
  } else {
    return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<CommandLine> ParseCommandLine(const std::vector<std::string>& arguments) {
  CommandLine line;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& name = arguments[i];
    if (SetSwitch(name, line)) continue;
    const size_t equals = name.find('=');
    if (absl::StartsWith(name, "--") && equals != std::string::npos) {
      return absl::InvalidArgumentError(absl::StrCat(
          "\"", name, "\": write \"", name.substr(0, equals), " ", name.substr(equals + 1), "\""));
    }
    const std::string value = i + 1 < arguments.size() ? arguments[++i] : "";
    if (value.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", name, "\" is no flag or lacks its value"));
    }
    const absl::Status set = SetValue(name, value, line);
    if (!set.ok()) return set;
  }
  if (line.config_dir.empty() && !line.help && !line.version) {
    return absl::InvalidArgumentError("--config-dir is needed");
  }
  return line;
}

std::string Usage() { return kUsage; }

}  // namespace nuncio::control

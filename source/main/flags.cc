#include "source/main/flags.h"

#include <functional>
#include <set>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "source/base/status_macros.h"
#include "source/main/flag_values.h"

namespace nuncio::main {
namespace {

using server::Options;

// One flag: how it is written, and what it does. `argument` is the word that --help shows for its
// value; a flag without one is a switch.
struct Flag {
  absl::string_view name;
  char letter;  // 0: none
  absl::string_view argument;
  absl::string_view help;
  std::function<absl::Status(absl::string_view value, CommandLine& line)> apply;
  // Taken for the sake of command lines that people have.
  bool without_effect = false;
};

constexpr bool kWithoutEffect = true;

using Apply = std::function<absl::Status(absl::string_view, CommandLine&)>;

Apply Text(std::string Options::* field) {
  return [field](absl::string_view value, CommandLine& line) {
    line.options.*field = std::string(value);
    return absl::OkStatus();
  };
}

Apply Number(uint32_t Options::* field) {
  return [field](absl::string_view value, CommandLine& line) {
    return ParseNumber(value, line.options.*field);
  };
}

template <typename Unit>
Apply Time(Unit Options::* field) {
  return [field](absl::string_view value, CommandLine& line) {
    uint32_t number = 0;
    NUNCIO_RETURN_IF_ERROR(ParseNumber(value, number));
    line.options.*field = Unit(number);
    return absl::OkStatus();
  };
}

Apply Switch(bool Options::* field) {
  return [field](absl::string_view, CommandLine& line) {
    line.options.*field = true;
    return absl::OkStatus();
  };
}

Apply Question(bool CommandLine::* field) {
  return [field](absl::string_view, CommandLine& line) {
    line.*field = true;
    return absl::OkStatus();
  };
}

template <typename Value>
Apply Choice(absl::Status (*parse)(absl::string_view, Value&), Value Options::* field) {
  return [parse, field](absl::string_view value, CommandLine& line) {
    return parse(value, line.options.*field);
  };
}

// A flag of the reference that would change what the proxy does, and that it does not have.
Apply Refused(absl::string_view why) {
  return [why](absl::string_view, CommandLine&) { return absl::InvalidArgumentError(why); };
}

absl::Status ApplyComponentLevels(absl::string_view value, CommandLine& line) {
  line.options.component_log_level_text = std::string(value);
  return ParseComponentLevels(value, line.options.component_log_levels);
}

std::vector<Flag> ConfigurationFlags() {
  return {
      {"config-path", 'c', "file", "configuration to start with: YAML, JSON or protobuf",
       Text(&Options::config_path)},
      {"config-yaml", 0, "text", "YAML that is merged over the file", Text(&Options::config_yaml)},
      {"mode", 0, "serve|validate|init_only",
       "serve traffic (default), check the configuration and end, or start up and end",
       Choice(ParseMode, &Options::mode)},
      {"allow-unknown-static-fields", 0, "", "let unknown fields of the configuration pass",
       Switch(&Options::allow_unknown_static_fields)},
      {"allow-unknown-fields", 0, "", "the same, by its older name",
       Switch(&Options::allow_unknown_static_fields)},
      {"reject-unknown-dynamic-fields", 0, "",
       "refuse discovered resources that have unknown fields",
       Switch(&Options::reject_unknown_dynamic_fields)},
      {"ignore-unknown-dynamic-fields", 0, "", "neither log nor count them",
       Switch(&Options::ignore_unknown_dynamic_fields)},
      {"reject-unsupported-fields", 0, "", "refuse fields that this proxy does not act on",
       Switch(&Options::reject_unsupported_fields)},
      {"skip-deprecated-logs", 0, "", "do not log deprecated fields",
       Switch(&Options::skip_deprecated_logs)},
      {"service-node", 0, "name", "the node's id", Text(&Options::service_node)},
      {"service-cluster", 0, "name", "the node's cluster", Text(&Options::service_cluster)},
      {"service-zone", 0, "name", "the node's zone", Text(&Options::service_zone)},
      {"admin-address-path", 0, "file", "where to write the address of the admin pages",
       Text(&Options::admin_address_path)},
      {"local-address-ip-version", 0, "v4|v6", "kind of the machine's own address",
       Choice(ParseIpVersion, &Options::local_address_ip_version)},
      {"stats-tag", 0, "tag:value", "not supported",
       Refused("fixed tags on all stats are not supported")},
      {"disable-extensions", 0, "names", "not supported",
       Refused("every extension of this build is always there")},
  };
}

std::vector<Flag> ProcessFlags() {
  return {
      {"concurrency", 0, "number", "worker threads; one for each core by default",
       [](absl::string_view value, CommandLine& line) {
         NUNCIO_RETURN_IF_ERROR(ParseNumber(value, line.options.concurrency));
         if (line.options.concurrency == 0) line.options.concurrency = 1;
         return absl::OkStatus();
       }},
      {"cpuset-threads", 0, "", "count the cores that this process may use (it always does)",
       Switch(&Options::cpuset_threads), kWithoutEffect},
      {"drain-time-s", 0, "seconds", "how long connections are given to end (600)",
       Time(&Options::drain_time)},
      {"drain-strategy", 0, "gradual|immediate", "how clients are asked to leave",
       Choice(ParseDrainStrategy, &Options::drain_strategy)},
      {"parent-shutdown-time-s", 0, "seconds", "when a replaced process ends (900)",
       Time(&Options::parent_shutdown_time), kWithoutEffect},
      {"base-id", 0, "number", "tells proxies on one machine apart", Number(&Options::base_id),
       kWithoutEffect},
      {"use-dynamic-base-id", 0, "", "choose the base id", Switch(&Options::use_dynamic_base_id),
       kWithoutEffect},
      {"base-id-path", 0, "file", "where to write the base id", Text(&Options::base_id_path),
       kWithoutEffect},
      {"restart-epoch", 0, "number", "0: hot restart is not supported yet",
       [](absl::string_view value, CommandLine& line) {
         NUNCIO_RETURN_IF_ERROR(ParseNumber(value, line.options.restart_epoch));
         if (line.options.restart_epoch == 0) return absl::OkStatus();
         return absl::InvalidArgumentError("hot restart is not supported, so only 0 is possible");
       }},
      {"disable-hot-restart", 0, "", "never take over from a running proxy",
       Switch(&Options::disable_hot_restart), kWithoutEffect},
      {"skip-hot-restart-on-no-parent", 0, "", "start even where there is none to take over from",
       Switch(&Options::skip_hot_restart_on_no_parent), kWithoutEffect},
      {"skip-hot-restart-parent-stats", 0, "", "start with fresh counters",
       Switch(&Options::skip_hot_restart_parent_stats), kWithoutEffect},
      {"socket-path", 0, "path", "the hot restart socket", Text(&Options::socket_path),
       kWithoutEffect},
      {"socket-mode", 0, "mode", "its permissions", Text(&Options::socket_mode), kWithoutEffect},
      {"enable-core-dump", 0, "", "let the kernel write a core file",
       Switch(&Options::enable_core_dump)},
      {"enable-mutex-tracing", 0, "", "count waits for mutexes",
       Switch(&Options::enable_mutex_tracing), kWithoutEffect},
  };
}

std::vector<Flag> LogFlags() {
  return {
      {"log-level", 'l', "level", "trace, debug, info (default), warning, error, critical or off",
       Choice(ParseLevel, &Options::log_level)},
      {"component-log-level", 0, "name:level,...", "levels of single components",
       ApplyComponentLevels},
      {"log-path", 0, "file", "where to log; standard error by default", Text(&Options::log_path)},
      {"log-format", 0, "format", "how a line of the log looks", Text(&Options::log_format),
       kWithoutEffect},
      {"log-format-escaped", 0, "", "escape what is logged", Switch(&Options::log_format_escaped),
       kWithoutEffect},
      {"enable-fine-grain-logging", 0, "", "a log level for each file",
       Switch(&Options::enable_fine_grain_logging), kWithoutEffect},
      {"log-stacktrace-single-entry", 0, "", "a trace of the stack in one line",
       Switch(&Options::log_stacktrace_single_entry), kWithoutEffect},
      {"file-flush-interval-msec", 0, "milliseconds", "how often access logs are written (10000)",
       Time(&Options::file_flush_interval)},
      {"file-flush-min-size-kb", 0, "kilobytes", "written earlier when so much waits (64)",
       Number(&Options::file_flush_min_size_kb)},
  };
}

const std::vector<Flag>& Flags() {
  static const std::vector<Flag>& flags = *[] {
    auto* all = new std::vector<Flag>(ConfigurationFlags());
    for (Flag& flag : ProcessFlags()) all->push_back(std::move(flag));
    for (Flag& flag : LogFlags()) all->push_back(std::move(flag));
    all->push_back(
        {"hot-restart-version", 0, "", "print it", Question(&CommandLine::hot_restart_version)});
    all->push_back({"version", 0, "", "print it", Question(&CommandLine::version)});
    all->push_back({"help", 'h', "", "print this", Question(&CommandLine::help)});
    return all;
  }();
  return flags;
}

const Flag* FindFlag(absl::string_view argument) {
  for (const Flag& flag : Flags()) {
    if (absl::StartsWith(argument, "--") && argument.substr(2) == flag.name) return &flag;
    if (flag.letter != 0 && argument.size() == 2 && argument[0] == '-' &&
        argument[1] == flag.letter) {
      return &flag;
    }
  }
  return nullptr;
}

absl::Status Unknown(absl::string_view argument) {
  const auto equals = argument.find('=');
  if (equals != absl::string_view::npos && FindFlag(argument.substr(0, equals)) != nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("'", argument, "': write '",
                                                   argument.substr(0, equals), " ",
                                                   argument.substr(equals + 1), "'"));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("unknown argument '", argument, "'; --help lists the flags"));
}

absl::Status CheckTogether(const Options& options) {
  if (options.enable_fine_grain_logging && !options.component_log_level_text.empty()) {
    return absl::InvalidArgumentError(
        "--component-log-level and --enable-fine-grain-logging exclude each other");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CommandLine> ParseFlags(const std::vector<std::string>& arguments) {
  CommandLine line;
  std::set<absl::string_view> seen;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const Flag* flag = FindFlag(arguments[i]);
    if (flag == nullptr) return Unknown(arguments[i]);
    if (!seen.insert(flag->name).second) {
      return absl::InvalidArgumentError(absl::StrCat("--", flag->name, ": given twice"));
    }
    absl::string_view value;
    if (!flag->argument.empty()) {
      if (++i == arguments.size()) {
        return absl::InvalidArgumentError(
            absl::StrCat("--", flag->name, ": needs a value: ", flag->argument));
      }
      value = arguments[i];
    }
    if (absl::Status status = flag->apply(value, line); !status.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("--", flag->name, ": ", status.message()));
    }
    if (flag->without_effect) line.without_effect.push_back(absl::StrCat("--", flag->name));
  }
  NUNCIO_RETURN_IF_ERROR(CheckTogether(line.options));
  return line;
}

std::string Usage(absl::string_view program) {
  std::string text = absl::StrCat("USAGE: ", program, " -c <file> [flags]\n\n");
  for (const Flag& flag : Flags()) {
    absl::StrAppend(&text, "  ");
    if (flag.letter != 0) absl::StrAppend(&text, "-", std::string(1, flag.letter), ", ");
    absl::StrAppend(&text, "--", flag.name);
    if (!flag.argument.empty()) absl::StrAppend(&text, " <", flag.argument, ">");
    absl::StrAppend(&text, "\n      ", flag.help, flag.without_effect ? " (without effect)" : "",
                    "\n");
  }
  return text;
}

}  // namespace nuncio::main

#include "source/server/options_json.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace nuncio::server {
namespace {

// Writes one member each.
class Members {
 public:
  explicit Members(schema::JsonWriter& json) : json_(json) {}
  void Text(absl::string_view key, absl::string_view value) {
    json_.Key(key);
    json_.String(value);
  }
  void Flag(absl::string_view key, bool value) {
    json_.Key(key);
    json_.Literal(value ? "true" : "false");
  }
  void Number(absl::string_view key, uint64_t value) {
    json_.Key(key);
    json_.Literal(absl::StrCat(value));
  }
  void Empty(absl::string_view key) {
    json_.Key(key);
    json_.BeginList();
    json_.EndList();
  }

 private:
  schema::JsonWriter& json_;
};

std::string Seconds(std::chrono::milliseconds time) {
  if (time.count() % 1000 == 0) return absl::StrCat(time.count() / 1000, "s");
  return absl::StrFormat("%d.%03ds", time.count() / 1000, time.count() % 1000);
}

absl::string_view ModeText(Mode mode) {
  switch (mode) {
    case Mode::kValidate:
      return "Validate";
    case Mode::kInitOnly:
      return "InitOnly";
    case Mode::kServe:
      break;
  }
  return "Serve";
}

void WriteConfiguration(const Options& options, Members& out) {
  out.Text("config_path", options.config_path);
  out.Text("config_yaml", options.config_yaml);
  out.Text("mode", ModeText(options.mode));
  out.Flag("allow_unknown_static_fields", options.allow_unknown_static_fields);
  out.Flag("reject_unknown_dynamic_fields", options.reject_unknown_dynamic_fields);
  out.Flag("ignore_unknown_dynamic_fields", options.ignore_unknown_dynamic_fields);
  // Of ours alone: strangers are not shown it for nothing.
  if (options.reject_unsupported_fields) out.Flag("reject_unsupported_fields", true);
  out.Flag("skip_deprecated_logs", options.skip_deprecated_logs);
  out.Text("service_node", options.service_node);
  out.Text("service_cluster", options.service_cluster);
  out.Text("service_zone", options.service_zone);
  out.Text("admin_address_path", options.admin_address_path);
  out.Text("local_address_ip_version",
           options.local_address_ip_version == IpVersion::kV6 ? "v6" : "v4");
  out.Empty("disabled_extensions");
  out.Empty("stats_tag");
}

void WriteLogging(const Options& options, Members& out) {
  out.Text("log_level", base::ToString(options.log_level));
  out.Text("component_log_level", options.component_log_level_text);
  out.Text("log_format", options.log_format);
  out.Flag("log_format_escaped", options.log_format_escaped);
  out.Text("log_path", options.log_path);
  out.Flag("log_stacktrace_single_entry", options.log_stacktrace_single_entry);
  out.Flag("enable_fine_grain_logging", options.enable_fine_grain_logging);
  out.Text("file_flush_interval", Seconds(options.file_flush_interval));
  out.Number("file_flush_min_size", options.file_flush_min_size_kb);
}

void WriteProcess(const Options& options, size_t workers, Members& out) {
  out.Number("concurrency", workers);
  out.Flag("cpuset_threads", options.cpuset_threads);
  out.Text("drain_time", Seconds(options.drain_time));
  out.Text("drain_strategy",
           options.drain_strategy == DrainStrategy::kImmediate ? "Immediate" : "Gradual");
  out.Text("parent_shutdown_time", Seconds(options.parent_shutdown_time));
  out.Text("base_id", absl::StrCat(options.base_id));
  out.Flag("use_dynamic_base_id", options.use_dynamic_base_id);
  out.Text("base_id_path", options.base_id_path);
  out.Number("restart_epoch", options.restart_epoch);
  out.Flag("disable_hot_restart", options.disable_hot_restart);
  out.Flag("skip_hot_restart_on_no_parent", options.skip_hot_restart_on_no_parent);
  out.Flag("skip_hot_restart_parent_stats", options.skip_hot_restart_parent_stats);
  out.Text("socket_path", options.socket_path);
  out.Text("socket_mode", options.socket_mode);
  out.Flag("enable_mutex_tracing", options.enable_mutex_tracing);
  out.Flag("enable_core_dump", options.enable_core_dump);
}

}  // namespace

void WriteOptions(const Options& options, size_t workers, schema::JsonWriter& json) {
  json.BeginMap();
  Members members(json);
  WriteConfiguration(options, members);
  WriteLogging(options, members);
  WriteProcess(options, workers, members);
  json.EndMap();
}

}  // namespace nuncio::server

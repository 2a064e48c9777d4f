#ifndef NUNCIO_SOURCE_SERVER_OPTIONS_H_
#define NUNCIO_SOURCE_SERVER_OPTIONS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "source/base/clock.h"
#include "source/base/log.h"

namespace nuncio::server {

enum class Mode {
  kServe,
  kValidate,  // read and check the configuration, say what is wrong, end
  kInitOnly,  // start, and end when everything is ready
};

// How a listener that goes away asks its clients to leave.
enum class DrainStrategy {
  kGradual,    // with a chance that rises over the drain time
  kImmediate,  // all at once
};

enum class IpVersion { kV4, kV6 };

// What the command line says. A value; main/flags.h makes it.
struct Options {
  std::string config_path;
  std::string config_yaml;
  Mode mode = Mode::kServe;
  uint32_t concurrency = 0;  // worker threads; 0: one for each core

  base::LogLevel log_level = base::LogLevel::kInfo;
  std::map<std::string, base::LogLevel> component_log_levels;
  std::string component_log_level_text;
  std::string log_path;  // empty: standard error
  std::string log_format;
  bool log_format_escaped = false;
  bool enable_fine_grain_logging = false;
  bool log_stacktrace_single_entry = false;
  bool skip_deprecated_logs = false;

  // What these hold wins over the bootstrap's node, each by itself.
  std::string service_node;
  std::string service_cluster;
  std::string service_zone;

  uint32_t base_id = 0;
  bool use_dynamic_base_id = false;
  std::string base_id_path;
  uint32_t restart_epoch = 0;
  bool disable_hot_restart = false;
  bool skip_hot_restart_on_no_parent = false;
  bool skip_hot_restart_parent_stats = false;
  std::string socket_path = "@nuncio_domain_socket";
  std::string socket_mode = "600";

  std::chrono::seconds drain_time{600};
  DrainStrategy drain_strategy = DrainStrategy::kGradual;
  std::chrono::seconds parent_shutdown_time{900};

  std::string admin_address_path;  // where the admin's bound address is written
  IpVersion local_address_ip_version = IpVersion::kV4;
  std::chrono::milliseconds file_flush_interval{10000};
  uint32_t file_flush_min_size_kb = 64;

  bool allow_unknown_static_fields = false;
  bool reject_unknown_dynamic_fields = false;
  bool ignore_unknown_dynamic_fields = false;
  bool reject_unsupported_fields = false;

  bool enable_mutex_tracing = false;
  bool cpuset_threads = false;
  bool enable_core_dump = false;
};

}  // namespace nuncio::server

#endif  // NUNCIO_SOURCE_SERVER_OPTIONS_H_

#ifndef NUNCIO_SOURCE_CONFIG_SHARED_ACCESS_LOG_H_
#define NUNCIO_SOURCE_CONFIG_SHARED_ACCESS_LOG_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "envoy/config/accesslog/v3/accesslog.pb.h"
#include "source/access_log/access_log.h"
#include "source/access_log/filter.h"
#include "source/config/shared/matchers.h"
#include "source/config/shared/scope.h"
#include "source/format/formatter.h"
#include "source/worker/file_writer.h"

namespace nuncio::config {

// An access log that is not open yet.
struct AccessLogOptions {
  std::shared_ptr<const access_log::Filter> filter;  // null: every request
  format::BodyFormat format;
  std::string path;  // "/dev/stdout" for the standard output
};

// Those of a list that make sense, in order.
std::vector<AccessLogOptions> ParseAccessLogs(
    const Repeated<envoy::config::accesslog::v3::AccessLog>& logs, Scope& scope);

std::shared_ptr<const access_log::Filter> ParseAccessLogFilter(
    const envoy::config::accesslog::v3::AccessLogFilter& filter, Scope& scope);

// Opens the files. Main only.
absl::StatusOr<access_log::AccessLogs> OpenAccessLogs(const std::vector<AccessLogOptions>& logs,
                                                      worker::FileWriter& files);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SHARED_ACCESS_LOG_H_

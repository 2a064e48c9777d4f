#include "source/config/shared/access_log.h"

#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "envoy/extensions/access_loggers/file/v3/file.pb.h"
#include "envoy/extensions/access_loggers/stream/v3/stream.pb.h"
#include "source/base/status_macros.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/substitution_format.h"
#include "source/schema/type_registry.h"

namespace nuncio::config {
namespace {

namespace accesslog = ::envoy::config::accesslog::v3;
using File = ::envoy::extensions::access_loggers::file::v3::FileAccessLog;
using Stdout = ::envoy::extensions::access_loggers::stream::v3::StdoutAccessLog;
using Stderr = ::envoy::extensions::access_loggers::stream::v3::StderrAccessLog;

// Where it writes, and what.
struct Sink {
  std::string path;
  format::BodyFormat format;
};

std::optional<format::BodyFormat> DefaultFormat(Scope& scope) {
  const auto parsed = ParseFormatter(access_log::AccessLog::kDefaultFormat, scope);
  if (!parsed.has_value()) return std::nullopt;
  return format::BodyFormat::Text(*parsed);
}

template <typename Message>
std::optional<format::BodyFormat> ParseLogFormat(const Message& message, Scope& scope) {
  if (!message.has_log_format()) return DefaultFormat(scope);
  const auto step = scope.Field("log_format");
  return ParseSubstitutionFormat(message.log_format(), scope);
}

std::optional<format::BodyFormat> ParseJson(const google::protobuf::Struct& json, Scope& scope) {
  envoy::config::core::v3::SubstitutionFormatString format;
  *format.mutable_json_format() = json;
  return ParseSubstitutionFormat(format, scope);
}

std::optional<format::BodyFormat> ParseFileFormat(const File& file, Scope& scope) {
  switch (file.access_log_format_case()) {
    case File::kFormat: {
      if (file.format().empty()) return DefaultFormat(scope);
      const auto step = scope.Field("format");
      const auto parsed = ParseFormatter(file.format(), scope);
      if (!parsed.has_value()) return std::nullopt;
      return format::BodyFormat::Text(*parsed);
    }
    case File::kJsonFormat:
      return ParseJson(file.json_format(), scope);
    case File::kTypedJsonFormat:
      return ParseJson(file.typed_json_format(), scope);
    default:
      return ParseLogFormat(file, scope);
  }
}

// Null where the bytes are not of the type.
template <typename Message>
std::optional<Message> UnpackAs(const google::protobuf::Any& any, Scope& scope) {
  Message message;
  if (any.UnpackTo(&message)) return message;
  scope.Fail(absl::StrCat("must hold a ", Message::descriptor()->full_name()));
  return std::nullopt;
}

std::optional<Sink> MakeSink(std::string path, std::optional<format::BodyFormat> format) {
  if (!format.has_value()) return std::nullopt;
  return Sink{std::move(path), *std::move(format)};
}

// A file that is not there yet is made when the log is opened.
void CheckFile(const std::string& path, Scope& scope) {
  if (!scope.environment().check_files) return;
  if (access(path.c_str(), F_OK) == 0) {
    if (access(path.c_str(), W_OK) != 0) scope.FailAt("path", "must be a file to write to", path);
    return;
  }
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos || slash == 0) return;
  if (access(path.substr(0, slash).c_str(), W_OK | X_OK) != 0) {
    scope.FailAt("path", "must be in a folder that can be written", path);
  }
}

std::optional<Sink> ParseSink(const google::protobuf::Any& config, Scope& scope) {
  const absl::string_view type = schema::TypeNameOfUrl(config.type_url());
  const auto step = scope.Type(type);
  if (type == File::descriptor()->full_name()) {
    const auto file = UnpackAs<File>(config, scope);
    if (!file.has_value()) return std::nullopt;
    CheckFile(file->path(), scope);
    return MakeSink(file->path(), ParseFileFormat(*file, scope));
  }
  if (type == Stdout::descriptor()->full_name()) {
    const auto out = UnpackAs<Stdout>(config, scope);
    if (!out.has_value()) return std::nullopt;
    return MakeSink("/dev/stdout", ParseLogFormat(*out, scope));
  }
  if (type == Stderr::descriptor()->full_name()) {
    const auto err = UnpackAs<Stderr>(config, scope);
    if (!err.has_value()) return std::nullopt;
    return MakeSink("/dev/stderr", ParseLogFormat(*err, scope));
  }
  scope.Fail("must be the type of a known access log", type);
  return std::nullopt;
}

}  // namespace

std::vector<AccessLogOptions> ParseAccessLogs(const Repeated<accesslog::AccessLog>& logs,
                                              Scope& scope) {
  std::vector<AccessLogOptions> out;
  for (int i = 0; i < logs.size(); ++i) {
    const auto step = scope.Index(i);
    std::shared_ptr<const access_log::Filter> filter;
    if (logs[i].has_filter()) {
      const auto field = scope.Field("filter");
      filter = ParseAccessLogFilter(logs[i].filter(), scope);
    }
    const auto field = scope.Field("typed_config");
    if (!logs[i].has_typed_config()) {
      scope.Fail("must be given: an access log is found by its type", logs[i].name());
      continue;
    }
    auto sink = ParseSink(logs[i].typed_config(), scope);
    if (!sink.has_value()) continue;
    out.push_back({std::move(filter), std::move(sink->format), std::move(sink->path)});
  }
  return out;
}

absl::StatusOr<access_log::AccessLogs> OpenAccessLogs(const std::vector<AccessLogOptions>& logs,
                                                      worker::FileWriter& files) {
  access_log::AccessLogs out;
  for (const AccessLogOptions& log : logs) {
    NUNCIO_ASSIGN_OR_RETURN(std::shared_ptr<worker::OutputFile> file, files.Open(log.path));
    out.push_back(std::make_shared<access_log::AccessLog>(log.filter, log.format, std::move(file)));
  }
  return out;
}

}  // namespace nuncio::config

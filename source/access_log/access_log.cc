#include "source/access_log/access_log.h"

#include <string>
#include <utility>

namespace nuncio::access_log {

const char AccessLog::kDefaultFormat[] =
    "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\" "
    "%RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION% "
    "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\" \"%REQ(USER-AGENT)%\" "
    "\"%REQ(X-REQUEST-ID)%\" \"%REQ(:AUTHORITY)%\" \"%UPSTREAM_HOST%\"\n";

AccessLog::AccessLog(std::shared_ptr<const Filter> filter, format::BodyFormat format,
                     std::shared_ptr<worker::OutputFile> file)
    : filter_(std::move(filter)), format_(std::move(format)), file_(std::move(file)) {}

void AccessLog::Write(const LogContext& context) const {
  if (filter_ != nullptr && !filter_->Passes(context)) return;
  // Only its capacity outlives a call: a line is no reason to go to the heap.
  thread_local std::string line;
  line.clear();
  format_.Append(context.input, line);
  file_->Append(line);
}

void WriteAll(const AccessLogs& logs, const LogContext& context) {
  for (const std::shared_ptr<const AccessLog>& log : logs) log->Write(context);
}

}  // namespace nuncio::access_log

#ifndef NUNCIO_SOURCE_ACCESS_LOG_ACCESS_LOG_H_
#define NUNCIO_SOURCE_ACCESS_LOG_ACCESS_LOG_H_

#include <memory>
#include <vector>

#include "absl/types/optional.h"
#include "source/access_log/filter.h"
#include "source/format/formatter.h"
#include "source/format/input.h"
#include "source/worker/file_writer.h"

namespace nuncio::access_log {

// One configured access log that writes to a file: which requests, in which words.
//
// Immutable, part of the configuration that a stream pins; any worker. Write formats into a buffer
// of the calling thread and hands the line to the files thread.
class AccessLog {
 public:
  // The log line that is used where none is configured, with its line feed.
  static const char kDefaultFormat[];

  // `filter` null: every request. The file is opened by config: worker::FileWriter::Open
  // ("/dev/stdout" for the standard output). JSON lines get a line feed.
  AccessLog(std::shared_ptr<const Filter> filter, format::BodyFormat format,
            std::shared_ptr<worker::OutputFile> file);

  // Writes the line of a request that is over (or of another moment, record.access_log_type).
  void Write(const LogContext& context) const;

 private:
  const std::shared_ptr<const Filter> filter_;
  const format::BodyFormat format_;
  const std::shared_ptr<worker::OutputFile> file_;
};

// The logs of a listener, connection manager or router, in order.
using AccessLogs = std::vector<std::shared_ptr<const AccessLog>>;
void WriteAll(const AccessLogs& logs, const LogContext& context);

}  // namespace nuncio::access_log

#endif  // NUNCIO_SOURCE_ACCESS_LOG_ACCESS_LOG_H_

// Checks source/access_log/access_log.h: which line each request leaves in which file.

#include "source/access_log/access_log.h"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "gtest/gtest.h"
#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/stats/store.h"
#include "test/format/format_world.h"

namespace nuncio::access_log {
namespace {

// A file on disk that can be read back.
struct LogFile {
  LogFile() : path(testing::TempDir() + "/access_log_test." + std::to_string(getpid())) {
    std::remove(path.c_str());
    file = *writer.Open(path);
  }
  ~LogFile() { std::remove(path.c_str()); }

  std::string Read() {
    writer.Flush();
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  std::string path;
  base::SystemClock clock;
  base::Logger logger{clock, base::LogLevel::kOff};
  stats::Store stats{2};
  worker::FileWriter writer{logger, stats, 1, {}};
  std::shared_ptr<worker::OutputFile> file;
};

format::BodyFormat Text(const char* format) {
  return format::BodyFormat::Text(*format::Formatter::Parse(format));
}

TEST(AccessLogTest, TheDefaultLine) {
  test::FormatWorld world;
  world.request.headers.Add(http::HeaderId::kUserAgent, "ua/1");
  world.request.headers.Add(http::HeaderId::kXForwardedFor, "1.2.3.4");
  world.record.upstream = &world.upstream;
  world.upstream.host_address = &world.host;
  LogFile log_file;
  const AccessLog log(nullptr, Text(AccessLog::kDefaultFormat), log_file.file);
  log.Write({format::Input(world.record)});
  EXPECT_EQ(log_file.Read(),
            "[2030-01-31T12:00:00.123Z] \"GET /p?a=one&b=x%20y&a=two HTTP/1.1\" 200 - 3 5 451 - "
            "\"1.2.3.4\" \"ua/1\" \"-\" \"example.com\" \"192.168.1.2:8080\"\n");
}

TEST(AccessLogTest, TheDefaultLineOfARequestThatWasNone) {
  test::FormatWorld world;
  world.record.request = nullptr;
  world.record.response = nullptr;
  world.record.response_code = 426;
  world.record.bytes_received = 0;
  world.record.flags.Set(record::ResponseFlag::kDownstreamProtocolError);
  LogFile log_file;
  AccessLog(nullptr, Text(AccessLog::kDefaultFormat), log_file.file)
      .Write({format::Input(world.record)});
  EXPECT_EQ(log_file.Read(),
            "[2030-01-31T12:00:00.123Z] \"- - HTTP/1.1\" 426 DPE 0 5 451 - \"-\" \"-\" \"-\" \"-\" "
            "\"-\"\n");
}

TEST(AccessLogTest, EachLogHasItsOwnFilterAndFormat) {
  const test::FormatWorld world;
  LogFile log_file;
  const auto errors =
      std::make_shared<const Filter>(Filter{StatusCodeFilter{{Comparison::Op::kGe, 500, ""}}});
  const format::BodyFormat json = format::BodyFormat::Json(
      *format::JsonFormatter::Parse({{"code", record::Value("%RESPONSE_CODE%")}}));
  const AccessLogs logs = {
      std::make_shared<const AccessLog>(errors, Text("error\n"), log_file.file),
      std::make_shared<const AccessLog>(nullptr, Text("text\n"), log_file.file),
      std::make_shared<const AccessLog>(nullptr, json, log_file.file)};
  WriteAll(logs, {format::Input(world.record)});
  EXPECT_EQ(log_file.Read(), "text\n{\"code\":200}\n");
}

}  // namespace
}  // namespace nuncio::access_log

#ifndef NUNCIO_TEST_FORMAT_FORMAT_WORLD_H_
#define NUNCIO_TEST_FORMAT_FORMAT_WORLD_H_

#include <memory>
#include <string>

#include "source/base/arena.h"
#include "source/format/formatter.h"
#include "source/http/message.h"
#include "source/record/request_record.h"
#include "test/support/manual_random.h"

namespace nuncio::test {

// A request that went through, with a value for nearly every operator.
struct FormatWorld {
  FormatWorld() {
    connection.id = 7;
    connection.direct_remote = *network::Address::ParseIp("127.0.0.1", 5000);
    connection.remote = *network::Address::ParseIp("10.1.2.3", 6000);
    connection.local = *network::Address::ParseIp("127.0.0.9", 80);
    connection.direct_local = connection.local;
    connection.start = record.start = base::Instant(std::chrono::seconds(100));
    record.start_wall =
        base::WallTime(std::chrono::seconds(1'896'091'200) + std::chrono::microseconds(123'456));
    record.protocol = http::Protocol::kHttp11;
    record.response_code = 200;
    record.response_code_details = "via upstream";
    record.bytes_received = 3;
    record.bytes_sent = 5;
    record.last_rx = record.start + std::chrono::milliseconds(1);
    record.last_tx = record.start + std::chrono::milliseconds(450);
    record.end = record.start + std::chrono::milliseconds(451);
    request.method = "GET";
    request.scheme = "http";
    request.authority = "example.com";
    request.has_authority = true;
    request.path = "/p?a=one&b=x%20y&a=two";
    response.status = 200;
    record.request = &request;
    record.response = &response;
    record.response_trailers = &trailers;
    upstream.first_rx = record.start + std::chrono::milliseconds(400);
    upstream.last_tx = record.start + std::chrono::milliseconds(2);
  }

  // What the format writes, or "refused".
  std::string Write(absl::string_view format, const format::FormatOptions& options = {}) const {
    const absl::StatusOr<format::Formatter> formatter = format::Formatter::Parse(format, options);
    if (!formatter.ok()) return "refused";
    return formatter->Format(format::Input(record));
  }

  base::Arena arena;
  record::ConnectionRecord connection;
  record::RequestRecord record{arena, connection};
  record::UpstreamRecord upstream;
  http::RequestHead request{arena};
  http::ResponseHead response{arena};
  http::Trailers trailers{arena};
  network::Address host = *network::Address::ParseIp("192.168.1.2", 8080);
};

}  // namespace nuncio::test

#endif  // NUNCIO_TEST_FORMAT_FORMAT_WORLD_H_

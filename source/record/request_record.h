#ifndef NUNCIO_SOURCE_RECORD_REQUEST_RECORD_H_
#define NUNCIO_SOURCE_RECORD_REQUEST_RECORD_H_

#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "source/base/arena.h"
#include "source/base/clock.h"
#include "source/http/message.h"
#include "source/network/address.h"
#include "source/record/connection_record.h"
#include "source/record/filter_state.h"
#include "source/record/metadata.h"
#include "source/record/response_flags.h"
#include "source/record/upstream_record.h"

namespace nuncio::record {

// At which moment of a request or connection a log line is written.
enum class AccessLogType : uint8_t {
  kNotSet,
  kTcpUpstreamConnected,
  kTcpPeriodic,
  kTcpConnectionEnd,
  kDownstreamStart,
  kDownstreamPeriodic,
  kDownstreamEnd,
  kUpstreamPoolReady,
  kUpstreamPeriodic,
  kUpstreamEnd,
  kDownstreamTunnelSuccessfullyEstablished,
  kUpstreamTunnelEstablished,
  kUdpTunnelUpstreamConnected,
  kUdpPeriodic,
  kUdpSessionEnd,
};
// "DownstreamEnd", …
absl::string_view ToString(AccessLogType type);

// Whether and why a request is traced.
enum class TraceReason : uint8_t { kNotTraced, kSampling, kServiceForced, kClientForced };

// The redirects of one client's request that the proxy followed itself.
struct InternalRedirects {
  uint32_t count = 0;
  // Notes that a route sent to another; false if it did so before.
  bool Enter(absl::string_view from, absl::string_view to) {
    return steps.insert({std::string(from), std::string(to)}).second;
  }
  std::set<std::pair<std::string, std::string>> steps;
};

// The facts of one request, from its head to its log line. A TCP connection through the proxy has
// one as well, without heads and with response_code 0.
//
// Owner: the stream (member or in its arena). Views point into the stream's arena, into the
// configuration that it pins, or are constants. Thread: the worker. Plain fields: whoever learns a
// fact writes it; making one allocates nothing.
struct RequestRecord {
  RequestRecord(base::Arena& arena, const ConnectionRecord& connection)
      : arena(arena), connection(connection) {}
  RequestRecord(const RequestRecord&) = delete;
  RequestRecord& operator=(const RequestRecord&) = delete;

  base::Arena& arena;
  const ConnectionRecord& connection;

  // When its first byte was read (or the connection accepted). Later points are unset until they
  // happened.
  base::Instant start;
  base::WallTime start_wall;
  absl::optional<base::Instant> last_rx;   // the request's end was read
  absl::optional<base::Instant> first_tx;  // the response's head was written
  absl::optional<base::Instant> last_tx;   // the response's end was written
  absl::optional<base::Instant> end;       // the stream is over

  absl::optional<http::Protocol> protocol;  // of the downstream
  int response_code = 0;                    // 0: none was sent
  ResponseFlags flags;
  absl::string_view response_code_details;  // see details.h; empty: unknown
  AccessLogType access_log_type = AccessLogType::kNotSet;

  // The client as far as the proxy trusts x-forwarded-for; set by the connection manager.
  network::Address remote;

  // The messages as they are now: the request with what was changed on its way (path rewritten),
  // the response as sent. Null where there is none.
  const http::RequestHead* request = nullptr;
  const http::Trailers* request_trailers = nullptr;
  const http::ResponseHead* response = nullptr;
  const http::Trailers* response_trailers = nullptr;

  // Bodies (for TCP: everything).
  uint64_t bytes_received = 0;
  uint64_t bytes_sent = 0;
  // With heads, trailers and framing.
  uint64_t wire_bytes_received = 0;
  uint64_t wire_bytes_sent = 0;
  // Heads alone, by RequestHead's count: names, values, three more each.
  uint64_t header_bytes_received = 0;
  uint64_t header_bytes_sent = 0;

  // What routing decided. Empty or null without a route.
  absl::string_view route_name;
  absl::string_view virtual_host_name;
  absl::string_view virtual_cluster_name;
  absl::string_view cluster_name;  // set once the cluster is found
  const Metadata* route_metadata = nullptr;
  const Metadata* virtual_host_metadata = nullptr;

  // The newest attempt that got a host, or the only one that failed; null before any.
  const UpstreamRecord* upstream = nullptr;
  uint32_t attempt_count = 0;

  absl::string_view request_id;  // x-request-id, or the UUID of a TCP connection
  absl::string_view trace_id;
  TraceReason trace_reason = TraceReason::kNotTraced;
  bool health_check = false;
  bool drain_connection = false;  // a filter or route asks to close after this response

  // The body of the proxy's own reply while it is made, for mappers.
  absl::string_view local_reply_body;

  // Null until somebody writes one.
  const Metadata* dynamic_metadata() const { return dynamic_metadata_; }
  const FilterState* filter_state() const {
    return filter_state_ != nullptr ? filter_state_ : &connection.filter_state;
  }
  // Makes them on first use; in the arena.
  Metadata& MutableDynamicMetadata() {
    if (dynamic_metadata_ == nullptr) dynamic_metadata_ = arena.New<Metadata>();
    return *dynamic_metadata_;
  }
  FilterState& MutableFilterState() {
    if (filter_state_ == nullptr) filter_state_ = arena.New<FilterState>(&connection.filter_state);
    return *filter_state_;
  }

  // What came before this request, where it is a redirect that the proxy follows itself; goes from
  // one record to the next.
  InternalRedirects& MutableInternalRedirects() {
    if (internal_redirects == nullptr) internal_redirects = arena.New<InternalRedirects>();
    return *internal_redirects;
  }
  InternalRedirects* internal_redirects = nullptr;

  // Sets a flag and the details together, as most failures do.
  void Fail(ResponseFlag flag, absl::string_view details) {
    flags.Set(flag);
    response_code_details = details;
  }

 private:
  Metadata* dynamic_metadata_ = nullptr;
  FilterState* filter_state_ = nullptr;
};

}  // namespace nuncio::record

#endif  // NUNCIO_SOURCE_RECORD_REQUEST_RECORD_H_

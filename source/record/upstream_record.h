#ifndef NUNCIO_SOURCE_RECORD_UPSTREAM_RECORD_H_
#define NUNCIO_SOURCE_RECORD_UPSTREAM_RECORD_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "source/base/clock.h"
#include "source/http/message.h"
#include "source/network/address.h"
#include "source/record/metadata.h"
#include "source/record/tls_record.h"

namespace nuncio::record {

// The facts of one attempt to reach upstream.
//
// Owner: the arena of its stream. The views point into the cluster and host that the stream pins.
// Thread: the worker. A host is null as long as none was chosen.
struct UpstreamRecord {
  absl::string_view cluster_name;                // as configured
  absl::string_view cluster_observability_name;  // alt_stat_name where it has one
  const network::Address* host_address = nullptr;
  absl::string_view host_name;  // the endpoint's hostname, may be empty
  const Metadata* cluster_metadata = nullptr;
  const Metadata* host_metadata = nullptr;
  absl::string_view locality_zone;
  absl::string_view locality_region;
  absl::string_view locality_sub_zone;

  // The connection that the attempt got. Set when there is one.
  bool has_connection = false;
  uint64_t connection_id = 0;
  network::Address local;
  network::Address remote;
  std::shared_ptr<const TlsRecord> tls;
  absl::optional<http::Protocol> protocol;
  // Why the handshake or connect failed; empty if it did not.
  absl::string_view transport_failure_reason;
  uint64_t requests_on_connection = 0;

  // Unset until it happened.
  absl::optional<base::Instant> connect_begin;
  absl::optional<base::Instant> connect_end;
  absl::optional<base::Instant> handshake_end;
  absl::optional<base::Instant> first_tx;       // the head was given to the connection
  absl::optional<base::Instant> last_tx;        // the end of the request was
  absl::optional<base::Instant> first_rx;       // the response's head came
  absl::optional<base::Instant> first_rx_body;  // its first body byte
  absl::optional<base::Instant> last_rx;        // its end
  // How long the attempt waited for a connection.
  absl::optional<base::Duration> pool_wait;

  // On the wire, heads included; heads alone.
  uint64_t wire_bytes_sent = 0;
  uint64_t wire_bytes_received = 0;
  uint64_t header_bytes_sent = 0;
  uint64_t header_bytes_received = 0;
};

}  // namespace nuncio::record

#endif  // NUNCIO_SOURCE_RECORD_UPSTREAM_RECORD_H_

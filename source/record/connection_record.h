#ifndef NUNCIO_SOURCE_RECORD_CONNECTION_RECORD_H_
#define NUNCIO_SOURCE_RECORD_CONNECTION_RECORD_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/types/optional.h"
#include "source/base/clock.h"
#include "source/network/address.h"
#include "source/network/transport.h"
#include "source/record/filter_state.h"
#include "source/record/metadata.h"
#include "source/record/tls_record.h"

namespace nuncio::record {

// The facts of one downstream connection, shared by all its requests.
//
// Owner: the connection (whoever serves it: connection manager or TCP proxy); outlives the requests
// on it. Thread: its worker. Plain fields: whoever learns a fact writes it.
struct ConnectionRecord {
  uint64_t id = 0;  // unique in the process
  base::Instant start;
  base::WallTime start_wall;

  // The peer of the socket; `remote` is the same unless the PROXY protocol said otherwise.
  // (A request's remote address may differ again, see RequestRecord::remote.)
  network::Address direct_remote;
  network::Address remote;
  // Where the client thinks it is connected to, and where it is.
  network::Address local;
  network::Address direct_local;

  // SNI, ALPN and the failure of a handshake; null before the transport is there.
  const network::TransportFacts* transport = nullptr;
  // Null for plain connections.
  std::shared_ptr<const TlsRecord> tls;
  // As a listener filter found it, if the transport itself does not know (TLS passed through).
  std::string requested_server_name;
  std::string ja3_fingerprint;
  std::string ja4_fingerprint;
  absl::optional<base::Instant> handshake_complete;

  // Why the proxy ended the connection, for %CONNECTION_TERMINATION_DETAILS%; empty if it did not.
  std::string termination_details;
  // The name and the listener-wide metadata of where it came in.
  absl::string_view filter_chain_name;
  const Metadata* listener_metadata = nullptr;
  const Metadata* filter_chain_metadata = nullptr;

  FilterState filter_state;
  Metadata dynamic_metadata;
};

}  // namespace nuncio::record

#endif  // NUNCIO_SOURCE_RECORD_CONNECTION_RECORD_H_

#ifndef NUNCIO_SOURCE_PROXY_HTTP_CLIENT_DETECTION_H_
#define NUNCIO_SOURCE_PROXY_HTTP_CLIENT_DETECTION_H_

#include <optional>

#include "source/http/header_list.h"
#include "source/network/address.h"
#include "source/proxy/http/options.h"

namespace nuncio::proxy {

// What the extensions find out about a request's client.
struct DetectedClient {
  std::optional<network::Address> address;  // none: the peer
  bool may_be_internal = false;             // the address may count as an internal one
  bool append_peer = false;                 // to x-forwarded-for
  std::optional<int> refused;               // the status to answer with
};

// Asks `extensions` in turn; there is at least one.
DetectedClient DetectClient(const std::vector<OriginalIpDetection>& extensions,
                            const network::Address& peer, const http::HeaderList& headers);

}  // namespace nuncio::proxy

#endif  // NUNCIO_SOURCE_PROXY_HTTP_CLIENT_DETECTION_H_

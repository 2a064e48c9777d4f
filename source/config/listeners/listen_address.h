#ifndef NUNCIO_SOURCE_CONFIG_LISTENERS_LISTEN_ADDRESS_H_
#define NUNCIO_SOURCE_CONFIG_LISTENERS_LISTEN_ADDRESS_H_

#include <vector>

#include "envoy/config/listener/v3/listener.pb.h"
#include "source/config/shared/scope.h"
#include "source/listener/listener_options.h"

namespace nuncio::config {

// Where a listener takes connections: its address and the additional ones, with the options of
// their sockets.
std::vector<listener::ListenAddress> ParseListenAddresses(
    const envoy::config::listener::v3::Listener& listener, Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_LISTENERS_LISTEN_ADDRESS_H_

#ifndef NUNCIO_SOURCE_NETWORK_SOCKET_H_
#define NUNCIO_SOURCE_NETWORK_SOCKET_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "source/base/file_descriptor.h"
#include "source/network/address.h"

namespace nuncio::network {

// When in the life of a socket an option is set.
enum class SocketState : uint8_t { kBeforeBind, kBound, kListening };

// One setsockopt. A value; `value` holds the bytes that the kernel gets.
struct SocketOption {
  int level = 0;
  int name = 0;
  std::string value;
  SocketState state = SocketState::kBeforeBind;

  static SocketOption Int(int level, int name, int value,
                          SocketState state = SocketState::kBeforeBind);
  bool operator==(const SocketOption& other) const {
    return level == other.level && name == other.name && value == other.value &&
           state == other.state;
  }
};

using SocketOptions = std::vector<SocketOption>;

// SO_KEEPALIVE with its numbers; 0 leaves the kernel's own.
struct KeepAlive {
  uint32_t probes = 0;
  uint32_t time_seconds = 0;
  uint32_t interval_seconds = 0;
};
void AppendKeepAlive(const KeepAlive& keep_alive, SocketOptions& options);

// Sets the options of that state; the error names the first that the kernel refuses.
absl::Status ApplyOptions(int fd, const SocketOptions& options, SocketState state);

// A new non-blocking stream socket of the address's family; TCP ones with TCP_NODELAY.
absl::StatusOr<base::FileDescriptor> MakeStreamSocket(AddressFamily family);

// kNone when the kernel knows none. IPv4 addresses come out as such also on sockets of IPv6.
Address LocalAddress(int fd);
Address PeerAddress(int fd);
// Where the client meant to go before the firewall sent the connection here (SO_ORIGINAL_DST);
// kNone when it was not redirected.
Address OriginalDestination(int fd);

}  // namespace nuncio::network

#endif  // NUNCIO_SOURCE_NETWORK_SOCKET_H_

#ifndef NUNCIO_SOURCE_NETWORK_ADDRESS_H_
#define NUNCIO_SOURCE_NETWORK_ADDRESS_H_

#include <sys/socket.h>
#include <sys/un.h>

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace nuncio::network {

enum class AddressFamily : uint8_t { kNone, kIpv4, kIpv6, kUnix };

// An address of a socket: IPv4 or IPv6 with a port, or a Unix path (an abstract one begins with
// "@" in text). A value; comparing and hashing it looks at what the kernel looks at.
class Address {
 public:
  Address() = default;  // kNone, e.g. the peer of an unnamed Unix socket

  // "127.0.0.1", "::1": no names, no zones. Port 0 lets the kernel choose when listening.
  static absl::StatusOr<Address> ParseIp(absl::string_view ip, uint16_t port);
  // "127.0.0.1:80", "[::1]:80", and "/path" or "@abstract" for Unix.
  static absl::StatusOr<Address> Parse(absl::string_view text);
  static absl::StatusOr<Address> Unix(absl::string_view path);
  static Address FromSockaddr(const sockaddr* address, socklen_t length);

  AddressFamily family() const;
  bool is_ip() const {
    return family() == AddressFamily::kIpv4 || family() == AddressFamily::kIpv6;
  }
  uint16_t port() const;         // 0 for Unix
  std::string IpText() const;    // "127.0.0.1", "::1"; empty for Unix
  std::string ToString() const;  // as Parse takes it; empty for kNone
  // The bytes of the IP address in network order, 4 or 16; of the path of a Unix socket (an
  // abstract one begins with a zero byte). Empty for other families; live as long as this.
  absl::string_view IpBytes() const;
  absl::string_view UnixBytes() const;
  Address WithPort(uint16_t port) const;
  // ::ffff:1.2.3.4 as 1.2.3.4, which is how a socket of both families shows IPv4 peers; others as
  // they are.
  Address Unmapped() const;
  bool IsLoopback() const;
  bool IsAnyAddress() const;  // 0.0.0.0 or ::

  const sockaddr* sockaddr_ptr() const { return reinterpret_cast<const sockaddr*>(&storage_); }
  socklen_t length() const { return length_; }

  bool operator==(const Address& other) const;
  bool operator<(const Address& other) const;
  template <typename H>
  friend H AbslHashValue(H h, const Address& address) {
    return H::combine_contiguous(std::move(h), reinterpret_cast<const char*>(&address.storage_),
                                 address.length_);
  }

 private:
  union Storage {
    sockaddr any;
    sockaddr_storage ip;
    sockaddr_un local;
  };
  Storage storage_{.ip = {}};
  socklen_t length_ = 0;
};

}  // namespace nuncio::network

#endif  // NUNCIO_SOURCE_NETWORK_ADDRESS_H_

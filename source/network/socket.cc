#include "source/network/socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "source/network/error_text.h"

namespace nuncio::network {
namespace {

// From <linux/netfilter_ipv4.h> and its twin for IPv6, which clash with <netinet/in.h>.
constexpr int kSoOriginalDst = 80;

int Domain(AddressFamily family) {
  switch (family) {
    case AddressFamily::kIpv4:
      return AF_INET;
    case AddressFamily::kIpv6:
      return AF_INET6;
    default:
      return AF_UNIX;
  }
}

Address FromKernel(int fd, int (*ask)(int, sockaddr*, socklen_t*)) {
  sockaddr_storage storage = {};
  socklen_t length = sizeof(storage);
  auto* const address = reinterpret_cast<sockaddr*>(&storage);
  if (ask(fd, address, &length) != 0) return Address();
  return Address::FromSockaddr(address, length).Unmapped();
}

Address OriginalDestination(int fd, int level) {
  sockaddr_storage storage = {};
  socklen_t length = sizeof(storage);
  if (::getsockopt(fd, level, kSoOriginalDst, &storage, &length) != 0) return Address();
  return Address::FromSockaddr(reinterpret_cast<const sockaddr*>(&storage), length).Unmapped();
}

}  // namespace

SocketOption SocketOption::Int(int level, int name, int value, SocketState state) {
  return {level, name, std::string(reinterpret_cast<const char*>(&value), sizeof(value)), state};
}

void AppendKeepAlive(const KeepAlive& keep_alive, SocketOptions& options) {
  const auto add = [&options](int name, uint32_t value) {
    if (value == 0) return;
    options.push_back(SocketOption::Int(IPPROTO_TCP, name, static_cast<int>(value)));
  };
  options.push_back(SocketOption::Int(SOL_SOCKET, SO_KEEPALIVE, 1));
  add(TCP_KEEPCNT, keep_alive.probes);
  add(TCP_KEEPIDLE, keep_alive.time_seconds);
  add(TCP_KEEPINTVL, keep_alive.interval_seconds);
}

absl::Status ApplyOptions(int fd, const SocketOptions& options, SocketState state) {
  for (const SocketOption& option : options) {
    if (option.state != state) continue;
    const auto size = static_cast<socklen_t>(option.value.size());
    if (::setsockopt(fd, option.level, option.name, option.value.data(), size) != 0) {
      return ErrnoStatus(errno, absl::StrCat("socket option with level ", option.level,
                                             " and name ", option.name));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<base::FileDescriptor> MakeStreamSocket(AddressFamily family) {
  base::FileDescriptor fd(::socket(Domain(family), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return ErrnoStatus(errno, "socket");
  if (family == AddressFamily::kIpv4 || family == AddressFamily::kIpv6) {
    const int on = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  }
  return fd;
}

Address LocalAddress(int fd) { return FromKernel(fd, ::getsockname); }
Address PeerAddress(int fd) { return FromKernel(fd, ::getpeername); }

Address OriginalDestination(int fd) {
  const Address v4 = OriginalDestination(fd, IPPROTO_IP);
  return v4.is_ip() ? v4 : OriginalDestination(fd, IPPROTO_IPV6);
}

}  // namespace nuncio::network

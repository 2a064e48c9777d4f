#include "test/support/raw_peer.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstdlib>

#include "source/network/socket.h"

namespace nuncio::test {

RawPeer RawPeer::ConnectTo(const network::Address& address, const network::Address& source) {
  base::FileDescriptor fd = *network::MakeStreamSocket(address.family());
  if (source.family() != network::AddressFamily::kNone &&
      ::bind(fd.get(), source.sockaddr_ptr(), source.length()) != 0) {
    std::abort();
  }
  if (::connect(fd.get(), address.sockaddr_ptr(), address.length()) != 0 && errno != EINPROGRESS) {
    std::abort();
  }
  return RawPeer(std::move(fd));
}

size_t RawPeer::Send(absl::string_view bytes) {
  const ssize_t sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  return sent < 0 ? 0 : static_cast<size_t>(sent);
}

void RawPeer::Read() {
  char bytes[65536];
  while (!saw_end_ && fd_.valid()) {
    const ssize_t got = ::recv(fd_.get(), bytes, sizeof(bytes), 0);
    if (got > 0) {
      received_.append(bytes, static_cast<size_t>(got));
      continue;
    }
    if (got < 0 && (errno == EAGAIN || errno == ENOTCONN)) return;
    saw_end_ = true;
    saw_reset_ = got < 0;
  }
}

void RawPeer::ShutdownWrite() { ::shutdown(fd_.get(), SHUT_WR); }

void RawPeer::Reset() {
  const linger reset = {.l_onoff = 1, .l_linger = 0};
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
  fd_.Reset();
}

void RawPeer::SetReceiveBuffer(int bytes) {
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
}

network::Address RawPeer::local() const { return network::LocalAddress(fd_.get()); }

RawListener::RawListener(int backlog)
    : fd_(*network::MakeStreamSocket(network::AddressFamily::kIpv4)) {
  const network::Address any = *network::Address::Parse("127.0.0.1:0");
  if (::bind(fd_.get(), any.sockaddr_ptr(), any.length()) != 0 ||
      ::listen(fd_.get(), backlog) != 0) {
    std::abort();
  }
  address_ = network::LocalAddress(fd_.get());
}

base::FileDescriptor RawListener::Accept() {
  return base::FileDescriptor(::accept4(fd_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
}

}  // namespace nuncio::test

#include "source/network/listen_sockets.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "source/base/status_macros.h"
#include "source/network/error_text.h"

namespace nuncio::network {
namespace {

bool IsFile(const Address& address) {
  const absl::string_view path = address.UnixBytes();
  return !path.empty() && path[0] != '\0';
}

absl::Status Set(int fd, int level, int name, int value, absl::string_view what) {
  if (::setsockopt(fd, level, name, &value, sizeof(value)) == 0) return absl::OkStatus();
  return ErrnoStatus(errno, what);
}

absl::Status SetOptions(int fd, const Address& address, const ListenOptions& options,
                        bool reuse_port) {
  if (address.family() == AddressFamily::kUnix) return absl::OkStatus();
  const bool v6 = address.family() == AddressFamily::kIpv6;
  NUNCIO_RETURN_IF_ERROR(Set(fd, SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR"));
  if (reuse_port) NUNCIO_RETURN_IF_ERROR(Set(fd, SOL_SOCKET, SO_REUSEPORT, 1, "SO_REUSEPORT"));
  if (v6) {
    NUNCIO_RETURN_IF_ERROR(
        Set(fd, IPPROTO_IPV6, IPV6_V6ONLY, options.ipv4_compat ? 0 : 1, "IPV6_V6ONLY"));
  }
  if (options.freebind) NUNCIO_RETURN_IF_ERROR(Set(fd, IPPROTO_IP, IP_FREEBIND, 1, "freebind"));
  if (options.transparent) {
    NUNCIO_RETURN_IF_ERROR(v6 ? Set(fd, IPPROTO_IPV6, IPV6_TRANSPARENT, 1, "transparent")
                              : Set(fd, IPPROTO_IP, IP_TRANSPARENT, 1, "transparent"));
  }
  if (options.fast_open_queue > 0) {
    NUNCIO_RETURN_IF_ERROR(
        Set(fd, IPPROTO_TCP, TCP_FASTOPEN, options.fast_open_queue, "TCP_FASTOPEN"));
  }
  return absl::OkStatus();
}

// A file that a process left behind when it died, and nobody listens at, may go.
void RemoveStaleFile(const Address& address) {
  if (!IsFile(address)) return;
  absl::StatusOr<base::FileDescriptor> probe = MakeStreamSocket(AddressFamily::kUnix);
  if (!probe.ok()) return;
  if (::connect(probe->get(), address.sockaddr_ptr(), address.length()) != 0 &&
      errno == ECONNREFUSED) {
    ::unlink(address.ToString().c_str());
  }
}

}  // namespace

bool ListenOptions::operator==(const ListenOptions& other) const {
  return reuse_port == other.reuse_port && backlog == other.backlog && freebind == other.freebind &&
         transparent == other.transparent && ipv4_compat == other.ipv4_compat &&
         unix_mode == other.unix_mode && fast_open_queue == other.fast_open_queue &&
         options == other.options;
}

ListenSockets::~ListenSockets() {
  if (!fds_.empty() && IsFile(address_)) ::unlink(address_.ToString().c_str());
}

absl::StatusOr<base::FileDescriptor> ListenSockets::BindOne(const Address& address,
                                                            bool reuse_port) const {
  NUNCIO_ASSIGN_OR_RETURN(base::FileDescriptor fd, MakeStreamSocket(address.family()));
  NUNCIO_RETURN_IF_ERROR(SetOptions(fd.get(), address, options_, reuse_port));
  NUNCIO_RETURN_IF_ERROR(ApplyOptions(fd.get(), options_.options, SocketState::kBeforeBind));
  if (::bind(fd.get(), address.sockaddr_ptr(), address.length()) != 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot bind ", address.ToString()));
  }
  if (options_.unix_mode != 0 && IsFile(address)) {
    ::chmod(address.ToString().c_str(), options_.unix_mode);
  }
  NUNCIO_RETURN_IF_ERROR(ApplyOptions(fd.get(), options_.options, SocketState::kBound));
  return fd;
}

absl::Status ListenSockets::Bind(size_t count) {
  RemoveStaleFile(requested_);
  address_ = requested_;
  for (size_t i = 0; i < count; ++i) {
    NUNCIO_ASSIGN_OR_RETURN(base::FileDescriptor fd, BindOne(address_, count > 1));
    // The others follow the port that the kernel chose for the first.
    if (i == 0 && address_.is_ip() && address_.port() == 0) {
      address_ = address_.WithPort(LocalAddress(fd.get()).port());
    }
    fds_.push_back(std::move(fd));
  }
  return absl::OkStatus();
}

absl::Status ListenSockets::Listen() {
  if (listening_) return absl::OkStatus();
  for (const base::FileDescriptor& fd : fds_) {
    if (::listen(fd.get(), options_.backlog) != 0) {
      return absl::ErrnoToStatus(errno, absl::StrCat("cannot listen at ", address_.ToString()));
    }
    NUNCIO_RETURN_IF_ERROR(ApplyOptions(fd.get(), options_.options, SocketState::kListening));
  }
  listening_ = true;
  return absl::OkStatus();
}

absl::StatusOr<ListenSocketsRef> ListenSocketRegistry::Acquire(
    const Address& address, const ListenOptions& options, const ListenSocketsRef& predecessor) {
  if (predecessor != nullptr && predecessor->requested_ == address &&
      predecessor->options_ == options) {
    return predecessor;
  }
  sockets_.erase(std::remove_if(sockets_.begin(), sockets_.end(),
                                [](const auto& sockets) { return sockets.expired(); }),
                 sockets_.end());
  for (const std::weak_ptr<ListenSockets>& entry : sockets_) {
    const ListenSocketsRef sockets = entry.lock();
    // A port 0 is a new one each time, but for the predecessor's.
    if (sockets != nullptr && sockets->address_ == address && sockets->options_ == options)
      return sockets;
  }
  const size_t count = address.is_ip() && options.reuse_port ? workers_ : 1;
  ListenSocketsRef sockets(new ListenSockets(address, options));
  if (!UseAdopted(*sockets, count)) NUNCIO_RETURN_IF_ERROR(sockets->Bind(count));
  sockets_.push_back(sockets);
  return sockets;
}

void ListenSocketRegistry::Adopt(const Address& address, size_t worker, base::FileDescriptor fd) {
  adopted_.push_back({address, worker, std::move(fd)});
}

bool ListenSocketRegistry::UseAdopted(ListenSockets& sockets, size_t count) {
  std::vector<base::FileDescriptor> fds(count);
  size_t found = 0;
  for (auto it = adopted_.begin(); it != adopted_.end();) {
    if (it->address == sockets.requested_ && it->worker < count && !fds[it->worker].valid()) {
      fds[it->worker] = std::move(it->fd);
      ++found;
      it = adopted_.erase(it);
    } else {
      ++it;
    }
  }
  if (found == 0) return false;
  sockets.address_ = sockets.requested_;
  for (base::FileDescriptor& fd : fds) {
    if (!fd.valid()) {
      // More workers than the other process had.
      absl::StatusOr<base::FileDescriptor> bound = sockets.BindOne(sockets.address_, count > 1);
      if (!bound.ok()) return false;
      fd = *std::move(bound);
    }
  }
  sockets.fds_ = std::move(fds);
  return true;
}

}  // namespace nuncio::network

#ifndef NUNCIO_SOURCE_NETWORK_LISTEN_SOCKETS_H_
#define NUNCIO_SOURCE_NETWORK_LISTEN_SOCKETS_H_

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "source/base/file_descriptor.h"
#include "source/network/address.h"
#include "source/network/socket.h"

namespace nuncio::network {

struct ListenOptions {
  // A socket for each worker, between which the kernel spreads connections; else, and for Unix
  // sockets, one for all.
  bool reuse_port = true;
  int backlog = 4096;
  bool freebind = false;     // IP_FREEBIND: an address that the machine does not have (yet)
  bool transparent = false;  // IP_TRANSPARENT
  bool ipv4_compat = false;  // an IPv6 socket for IPv4 clients as well
  uint32_t unix_mode = 0;    // permissions of a Unix socket's file; 0: as the umask says
  // TCP_FASTOPEN: how many may wait; 0: off.
  int fast_open_queue = 0;
  SocketOptions options;

  bool operator==(const ListenOptions& other) const;
};

// The listening sockets of one address. Shared by the listeners that use it, one after the other in
// the course of updates; the last one that lets go of it closes them, and a Unix socket's file
// goes. Made on main; the descriptors may be accepted from on any worker.
class ListenSockets {
 public:
  ~ListenSockets();
  ListenSockets(const ListenSockets&) = delete;
  ListenSockets& operator=(const ListenSockets&) = delete;

  // As bound: a port 0 has become a real one.
  const Address& address() const { return address_; }
  // One for each worker, or one alone: then one worker accepts for all.
  bool per_worker() const { return fds_.size() > 1; }
  size_t size() const { return fds_.size(); }
  // The socket of that worker; the only one when there is one.
  int fd(size_t worker) const { return fds_[per_worker() ? worker : 0].get(); }
  // Begins to take connections, on all sockets at once; nothing when it did before.
  absl::Status Listen();

 private:
  friend class ListenSocketRegistry;
  ListenSockets(Address requested, ListenOptions options)
      : requested_(std::move(requested)), options_(std::move(options)) {}
  absl::Status Bind(size_t count);
  absl::StatusOr<base::FileDescriptor> BindOne(const Address& address, bool reuse_port) const;

  const Address requested_;
  const ListenOptions options_;
  Address address_;
  std::vector<base::FileDescriptor> fds_;
  bool listening_ = false;
};

using ListenSocketsRef = std::shared_ptr<ListenSockets>;

// All listening sockets of the process, by address and options. An update of a listener finds the
// sockets of its predecessor here: they stay open, and connections in their queues are not lost.
//
// Owner: the server; main only. Holds the sockets weakly: a worker may be the last one to let go.
class ListenSocketRegistry {
 public:
  // `workers`: as many sockets where there is one for each.
  explicit ListenSocketRegistry(size_t workers) : workers_(workers) {}

  // The sockets that are bound to `address` with these options, or new ones. `same` prefers the
  // sockets of a predecessor when port 0 was asked for. An error names the address and the cause:
  // "cannot bind 127.0.0.1:80: Address already in use".
  absl::StatusOr<ListenSocketsRef> Acquire(const Address& address, const ListenOptions& options,
                                           const ListenSocketsRef& predecessor = nullptr);
  // Takes over a socket from another process (hot restart): the next Acquire of that address uses
  // it as the socket of that worker. Already bound and listening.
  void Adopt(const Address& address, size_t worker, base::FileDescriptor fd);
  // Closes what was adopted and not asked for.
  void DropAdopted() { adopted_.clear(); }

 private:
  struct Adopted {
    Address address;
    size_t worker;
    base::FileDescriptor fd;
  };
  bool UseAdopted(ListenSockets& sockets, size_t count);

  const size_t workers_;
  std::vector<std::weak_ptr<ListenSockets>> sockets_;
  std::list<Adopted> adopted_;
};

}  // namespace nuncio::network

#endif  // NUNCIO_SOURCE_NETWORK_LISTEN_SOCKETS_H_

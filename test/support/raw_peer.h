#ifndef NUNCIO_TEST_SUPPORT_RAW_PEER_H_
#define NUNCIO_TEST_SUPPORT_RAW_PEER_H_

#include <string>

#include "absl/strings/string_view.h"
#include "source/base/file_descriptor.h"
#include "source/event/loop.h"
#include "source/network/address.h"

namespace nuncio::test {

// The other end of a connection: a bare non-blocking socket that does what a test says, no more and
// no less.
class RawPeer {
 public:
  RawPeer() = default;
  explicit RawPeer(base::FileDescriptor fd) : fd_(std::move(fd)) {}
  // Begins to connect; ends the test when that fails at once. `source` kNone: any.
  static RawPeer ConnectTo(const network::Address& address, const network::Address& source = {});

  // How many bytes the kernel took; the rest is not sent.
  size_t Send(absl::string_view bytes);
  // Adds what is there to received(); never waits.
  void Read();
  const std::string& received() const { return received_; }
  void ClearReceived() { received_.clear(); }
  // The other side's FIN or reset was read.
  bool saw_end() const { return saw_end_; }
  bool saw_reset() const { return saw_reset_; }

  void ShutdownWrite();
  void Close() { fd_.Reset(); }
  void Reset();
  // Few bytes fit into the kernel on this side.
  void SetReceiveBuffer(int bytes);
  network::Address local() const;
  int fd() const { return fd_.get(); }

 private:
  base::FileDescriptor fd_;
  std::string received_;
  bool saw_end_ = false;
  bool saw_reset_ = false;
};

// A listening socket of the test at 127.0.0.1, at a port from the kernel.
class RawListener {
 public:
  explicit RawListener(int backlog = 16);
  const network::Address& address() const { return address_; }
  // The next connection; an invalid one while there is none.
  base::FileDescriptor Accept();
  void Close() { fd_.Reset(); }

 private:
  base::FileDescriptor fd_;
  network::Address address_;
};

// Runs iterations of the loop until `done` says so. False when it never does: the kernel of one
// machine needs no more than some thousand looks.
template <typename Done>
bool RunUntil(event::Loop& loop, Done done) {
  for (int i = 0; i < 200'000; ++i) {
    if (done()) return true;
    loop.RunOnce(false);
  }
  return false;
}

// Some iterations, for what must not happen.
inline void RunAWhile(event::Loop& loop) {
  for (int i = 0; i < 50; ++i) loop.RunOnce(false);
}

}  // namespace nuncio::test

#endif  // NUNCIO_TEST_SUPPORT_RAW_PEER_H_

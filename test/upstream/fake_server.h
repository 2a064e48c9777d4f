#ifndef NUNCIO_TEST_UPSTREAM_FAKE_SERVER_H_
#define NUNCIO_TEST_UPSTREAM_FAKE_SERVER_H_

#include <memory>
#include <string>

#include "source/base/file_descriptor.h"
#include "source/network/address.h"

namespace nuncio::test {

// The server's end of one connection, as raw bytes. Never blocks.
class FakePeer {
 public:
  explicit FakePeer(base::FileDescriptor fd) : fd_(std::move(fd)) {}

  // What has come since the last call.
  std::string Read();
  void Write(const std::string& bytes);
  void CloseWrite();
  void Close() { fd_.Reset(); }
  void Reset();
  // Whether the proxy closed; drops what it sent before.
  bool SeesClose();

 private:
  base::FileDescriptor fd_;
  bool closed_ = false;
};

// A listening socket on the loopback address with a port from the kernel.
class FakeServer {
 public:
  // With a backlog of 0 the second connection that nobody accepts hangs.
  explicit FakeServer(int backlog = 16);

  const network::Address& address() const { return address_; }
  // The next connection that came; null if there is none.
  std::unique_ptr<FakePeer> Accept();
  // From now on connections are refused.
  void Stop() { fd_.Reset(); }

 private:
  base::FileDescriptor fd_;
  network::Address address_;
};

}  // namespace nuncio::test

#endif  // NUNCIO_TEST_UPSTREAM_FAKE_SERVER_H_

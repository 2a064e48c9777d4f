#include "test/upstream/fake_server.h"

#include <sys/socket.h>

#include <utility>

#include "gtest/gtest.h"

namespace nuncio::test {

std::string FakePeer::Read() {
  std::string all;
  char bytes[4096];
  while (true) {
    const ssize_t count = recv(fd_.get(), bytes, sizeof(bytes), MSG_DONTWAIT);
    if (count == 0) closed_ = true;
    if (count <= 0) return all;
    all.append(bytes, static_cast<size_t>(count));
  }
}

void FakePeer::Write(const std::string& bytes) {
  EXPECT_EQ(send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(bytes.size()));
}

void FakePeer::CloseWrite() { shutdown(fd_.get(), SHUT_WR); }

void FakePeer::Reset() {
  const linger now{.l_onoff = 1, .l_linger = 0};
  setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof(now));
  fd_.Reset();
}

bool FakePeer::SeesClose() {
  Read();
  char byte;
  return closed_ || (recv(fd_.get(), &byte, 1, MSG_DONTWAIT) < 0 && errno != EAGAIN);
}

FakeServer::FakeServer(int backlog) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
  const network::Address any = network::Address::ParseIp("127.0.0.1", 0).value();
  EXPECT_EQ(bind(fd_.get(), any.sockaddr_ptr(), any.length()), 0);
  EXPECT_EQ(listen(fd_.get(), backlog), 0);
  sockaddr_storage name;
  socklen_t length = sizeof(name);
  getsockname(fd_.get(), reinterpret_cast<sockaddr*>(&name), &length);
  address_ = network::Address::FromSockaddr(reinterpret_cast<sockaddr*>(&name), length);
}

std::unique_ptr<FakePeer> FakeServer::Accept() {
  base::FileDescriptor fd(accept4(fd_.get(), nullptr, nullptr, SOCK_NONBLOCK));
  return fd.valid() ? std::make_unique<FakePeer>(std::move(fd)) : nullptr;
}

}  // namespace nuncio::test

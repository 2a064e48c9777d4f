// Checks source/network/listen_sockets.h: who shares a listening socket, and when it closes.

#include "source/network/listen_sockets.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "test/support/raw_peer.h"

namespace nuncio::network {
namespace {

Address Any() { return *Address::Parse("127.0.0.1:0"); }

// A directory with a path that is short enough for a socket's name.
class ShortDirectory {
 public:
  ShortDirectory() {
    if (::mkdtemp(path_) == nullptr) std::abort();
  }
  ~ShortDirectory() { ::rmdir(path_); }
  std::string File(absl::string_view name) const { return absl::StrCat(path_, "/", name); }

 private:
  char path_[32] = "/tmp/nuncio_listen_XXXXXX";
};

base::FileDescriptor AcceptFrom(int fd) {
  return base::FileDescriptor(::accept4(fd, nullptr, nullptr, SOCK_NONBLOCK));
}

TEST(ListenSocketsTest, EachWorkerHasASocketAtTheSamePort) {
  ListenSocketRegistry registry(3);
  const auto sockets = registry.Acquire(Any(), {});
  ASSERT_TRUE(sockets.ok()) << sockets.status();
  EXPECT_EQ(3u, (*sockets)->size());
  EXPECT_NE(0, (*sockets)->address().port());
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ((*sockets)->address(), LocalAddress((*sockets)->fd(i)));
  }
}

TEST(ListenSocketsTest, WithoutReusePortThereIsOneSocket) {
  ListenSocketRegistry registry(3);
  const auto sockets = registry.Acquire(Any(), {.reuse_port = false});
  ASSERT_TRUE(sockets.ok());
  EXPECT_FALSE((*sockets)->per_worker());
  EXPECT_EQ((*sockets)->fd(0), (*sockets)->fd(2));
}

TEST(ListenSocketsTest, AnUpdateFindsTheSocketsAndWhatWaitsInThem) {
  ListenSocketRegistry registry(1);
  ListenSocketsRef first = *registry.Acquire(Any(), {});
  ASSERT_TRUE(first->Listen().ok());
  const Address address = first->address();
  test::RawPeer peer = test::RawPeer::ConnectTo(address);
  ListenSocketsRef second = *registry.Acquire(address, {});
  first.reset();
  EXPECT_TRUE(AcceptFrom(second->fd(0)).valid());
}

TEST(ListenSocketsTest, PortZeroIsANewPortUnlessThereIsAPredecessor) {
  ListenSocketRegistry registry(1);
  const ListenSocketsRef first = *registry.Acquire(Any(), {});
  const ListenSocketsRef other = *registry.Acquire(Any(), {});
  const ListenSocketsRef next = *registry.Acquire(Any(), {}, first);
  EXPECT_NE(first, other);
  EXPECT_EQ(first, next);
}

TEST(ListenSocketsTest, ATakenAddressIsNamedInTheError) {
  test::RawListener taken;
  ListenSocketRegistry registry(2);
  const auto sockets = registry.Acquire(taken.address(), {});
  EXPECT_EQ(absl::StrCat("cannot bind ", taken.address().ToString(), ": Address already in use"),
            sockets.status().message());
}

TEST(ListenSocketsTest, TheLastOneCloses) {
  ListenSocketRegistry registry(1);
  ListenSocketsRef sockets = *registry.Acquire(Any(), {});
  const Address address = sockets->address();
  sockets.reset();
  // Bindable without SO_REUSEPORT: nobody has it any more.
  EXPECT_TRUE(registry.Acquire(address, {.reuse_port = false}).ok());
}

TEST(ListenSocketsTest, AUnixSocketsFileComesAndGoes) {
  const ShortDirectory directory;
  const std::string path = directory.File("socket");
  ListenSocketRegistry registry(4);
  struct stat file;
  {
    auto sockets = registry.Acquire(*Address::Unix(path), {.unix_mode = 0600});
    ASSERT_TRUE(sockets.ok()) << sockets.status();
    EXPECT_EQ(1u, (*sockets)->size());
    ASSERT_EQ(0, ::stat(path.c_str(), &file));
    EXPECT_EQ(0600u, file.st_mode & 0777);
  }
  EXPECT_NE(0, ::stat(path.c_str(), &file));
}

TEST(ListenSocketsTest, AFileThatADeadProcessLeftIsReplaced) {
  const ShortDirectory directory;
  const std::string path = directory.File("stale");
  const Address address = *Address::Unix(path);
  {
    const base::FileDescriptor dead = *MakeStreamSocket(AddressFamily::kUnix);
    ASSERT_EQ(0, ::bind(dead.get(), address.sockaddr_ptr(), address.length()));
  }
  ListenSocketRegistry registry(1);
  const auto sockets = registry.Acquire(address, {});
  EXPECT_TRUE(sockets.ok()) << sockets.status();
}

TEST(ListenSocketsTest, AFileWhereSomebodyListensIsNotReplaced) {
  const ShortDirectory directory;
  const std::string path = directory.File("alive");
  ListenSocketRegistry other(1);
  const ListenSocketsRef alive = *other.Acquire(*Address::Unix(path), {});
  ASSERT_TRUE(alive->Listen().ok());
  ListenSocketRegistry registry(1);
  EXPECT_FALSE(registry.Acquire(*Address::Unix(path), {}).ok());
}

TEST(ListenSocketsTest, AdoptedSocketsKeepTheirQueue) {
  ListenSocketRegistry parent(2);
  const ListenSocketsRef old = *parent.Acquire(Any(), {});
  ASSERT_TRUE(old->Listen().ok());
  const Address address = old->address();
  ListenSocketRegistry child(3);
  child.Adopt(address, 0, base::FileDescriptor(::dup(old->fd(0))));
  child.Adopt(address, 1, base::FileDescriptor(::dup(old->fd(1))));
  test::RawPeer peer = test::RawPeer::ConnectTo(address);
  const auto taken = child.Acquire(address, {});
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_EQ(3u, (*taken)->size());
  EXPECT_TRUE(AcceptFrom((*taken)->fd(0)).valid() || AcceptFrom((*taken)->fd(1)).valid());
}

TEST(ListenSocketsTest, AnIpv6SocketTakesIpv4ClientsWhenAsked) {
  ListenSocketRegistry registry(1);
  const auto sockets = registry.Acquire(*Address::Parse("[::]:0"), {.ipv4_compat = true});
  if (!sockets.ok()) GTEST_SKIP() << "no IPv6 here";
  ASSERT_TRUE((*sockets)->Listen().ok());
  test::RawPeer peer =
      test::RawPeer::ConnectTo(*Address::ParseIp("127.0.0.1", (*sockets)->address().port()));
  const base::FileDescriptor accepted = AcceptFrom((*sockets)->fd(0));
  ASSERT_TRUE(accepted.valid());
  EXPECT_EQ("127.0.0.1", PeerAddress(accepted.get()).IpText());
}

TEST(ListenSocketsTest, ARefusedOptionIsNamed) {
  ListenSocketRegistry registry(1);
  ListenOptions options;
  options.options.push_back(SocketOption::Int(12345, 6, 7));
  const auto sockets = registry.Acquire(Any(), options);
  ASSERT_FALSE(sockets.ok());
  EXPECT_NE(absl::string_view::npos, sockets.status().message().find("level 12345 and name 6"));
}

}  // namespace
}  // namespace nuncio::network

// Checks source/network/address.h: text to address and back, equality, what the kernel's forms
// become.

#include "source/network/address.h"

#include <gtest/gtest.h>

#include "absl/hash/hash.h"

namespace nuncio::network {
namespace {

TEST(AddressTest, TextReadsAndWritesTheSame) {
  for (const char* text : {"127.0.0.1:80", "0.0.0.0:0", "255.255.255.255:65535", "[::1]:443",
                           "[2001:db8::9]:1", "/tmp/socket", "@abstract", "@a"}) {
    const auto address = Address::Parse(text);
    ASSERT_TRUE(address.ok()) << text;
    EXPECT_EQ(text, address->ToString());
  }
}

TEST(AddressTest, WhatIsNoAddressIsRefused) {
  const std::string long_path(200, 'x');
  for (const std::string& text :
       {std::string(), std::string("127.0.0.1"), std::string("127.0.0.1:"),
        std::string("127.0.0.1:65536"), std::string("127.0.0.1:+1"), std::string("127.0.0.1: 1"),
        std::string("1.2.3:4"), std::string("01.2.3.4:5"), std::string("::1:80"),
        std::string("[127.0.0.1]:80"), std::string("[::1]"), std::string("localhost:80"),
        std::string("fe80::1%eth0:1"), "/" + long_path, std::string("@"),
        std::string("127.0.0.1\0:80", 13), std::string("/a\0b", 4)}) {
    EXPECT_FALSE(Address::Parse(text).ok()) << text;
  }
}

TEST(AddressTest, PartsOfAnAddress) {
  const Address v4 = *Address::Parse("127.1.2.3:80");
  EXPECT_EQ(AddressFamily::kIpv4, v4.family());
  EXPECT_EQ("127.1.2.3", v4.IpText());
  EXPECT_EQ(80, v4.port());
  EXPECT_TRUE(v4.IsLoopback());
  EXPECT_FALSE(v4.IsAnyAddress());
  EXPECT_EQ("127.1.2.3:99", v4.WithPort(99).ToString());
  const Address v6 = *Address::ParseIp("::", 7);
  EXPECT_TRUE(v6.IsAnyAddress());
  EXPECT_EQ("::", v6.IpText());
  EXPECT_TRUE(Address::ParseIp("::1", 7)->IsLoopback());
  const Address path = *Address::Parse("/a/b");
  EXPECT_EQ(0, path.port());
  EXPECT_EQ("", path.IpText());
  EXPECT_FALSE(path.is_ip());
  EXPECT_EQ("", Address().ToString());
}

TEST(AddressTest, EqualAddressesCompareAndHashTheSame) {
  const Address a = *Address::Parse("1.2.3.4:5");
  const Address b = Address::FromSockaddr(a.sockaddr_ptr(), a.length());
  EXPECT_EQ(a, b);
  EXPECT_EQ(absl::Hash<Address>()(a), absl::Hash<Address>()(b));
  EXPECT_FALSE(a == a.WithPort(6));
  EXPECT_TRUE(a < a.WithPort(6) || a.WithPort(6) < a);
}

TEST(AddressTest, AnIpv4ClientOfAnIpv6SocketIsAnIpv4Address) {
  EXPECT_EQ("1.2.3.4:5", Address::Parse("[::ffff:1.2.3.4]:5")->Unmapped().ToString());
  EXPECT_EQ("[::1]:5", Address::Parse("[::1]:5")->Unmapped().ToString());
}

TEST(AddressTest, AnUnnamedUnixPeerIsNone) {
  sockaddr_un unnamed = {};
  unnamed.sun_family = AF_UNIX;
  const Address address =
      Address::FromSockaddr(reinterpret_cast<sockaddr*>(&unnamed), sizeof(sa_family_t));
  EXPECT_EQ(AddressFamily::kNone, address.family());
}

TEST(AddressTest, AKernelsPathWithItsZeroIsTheSameAsOneFromText) {
  sockaddr_un path = {};
  path.sun_family = AF_UNIX;
  path.sun_path[0] = '/';
  path.sun_path[1] = 'a';
  const Address kernel = Address::FromSockaddr(reinterpret_cast<sockaddr*>(&path), sizeof(path));
  EXPECT_EQ(*Address::Parse("/a"), kernel);
}

}  // namespace
}  // namespace nuncio::network

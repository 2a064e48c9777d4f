#include "source/network/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace nuncio::network {
namespace {

constexpr socklen_t kUnixPathOffset = offsetof(sockaddr_un, sun_path);

sockaddr_in& AsV4(sockaddr_storage& storage) { return reinterpret_cast<sockaddr_in&>(storage); }
const sockaddr_in& AsV4(const sockaddr_storage& storage) {
  return reinterpret_cast<const sockaddr_in&>(storage);
}
sockaddr_in6& AsV6(sockaddr_storage& storage) { return reinterpret_cast<sockaddr_in6&>(storage); }
const sockaddr_in6& AsV6(const sockaddr_storage& storage) {
  return reinterpret_cast<const sockaddr_in6&>(storage);
}

absl::Status NotAnAddress(absl::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat("not an address: \"", text, "\""));
}

}  // namespace

absl::StatusOr<Address> Address::ParseIp(absl::string_view ip, uint16_t port) {
  const std::string text(ip);  // inet_pton wants a zero at the end
  Address address;
  if (text.size() != std::strlen(text.c_str())) return NotAnAddress(ip);
  sockaddr_in& v4 = AsV4(address.storage_.ip);
  if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    address.length_ = sizeof(v4);
    return address;
  }
  sockaddr_in6& v6 = AsV6(address.storage_.ip);
  if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    address.length_ = sizeof(v6);
    return address;
  }
  return absl::InvalidArgumentError(absl::StrCat("not an IP address: \"", ip, "\""));
}

absl::StatusOr<Address> Address::Parse(absl::string_view text) {
  if (text.empty()) return NotAnAddress(text);
  if (text[0] == '/' || text[0] == '@') return Unix(text);
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos) return NotAnAddress(text);
  absl::string_view ip = text.substr(0, colon);
  const absl::string_view port_text = text.substr(colon + 1);
  const bool brackets = ip.size() > 2 && ip.front() == '[' && ip.back() == ']';
  if (brackets) ip = ip.substr(1, ip.size() - 2);
  uint32_t port = 0;
  const bool digits =
      !port_text.empty() && port_text.find_first_not_of("0123456789") == absl::string_view::npos;
  if (!digits || !absl::SimpleAtoi(port_text, &port) || port > 65535) return NotAnAddress(text);
  absl::StatusOr<Address> address = ParseIp(ip, static_cast<uint16_t>(port));
  if (!address.ok() || brackets != (address->family() == AddressFamily::kIpv6)) {
    return NotAnAddress(text);
  }
  return address;
}

absl::StatusOr<Address> Address::Unix(absl::string_view path) {
  Address address;
  sockaddr_un& local = address.storage_.local;
  const bool abstract = !path.empty() && path[0] == '@';
  // A path ends with a zero byte, an abstract name begins with one.
  if (path.size() < (abstract ? 2u : 1u) || path.size() + 1 > sizeof(local.sun_path)) {
    return absl::InvalidArgumentError(absl::StrCat("a Unix socket's path must have 1 to ",
                                                   sizeof(local.sun_path) - 1, " bytes: \"", path,
                                                   "\""));
  }
  if (path.find('\0') != absl::string_view::npos) return NotAnAddress(path);
  local.sun_family = AF_UNIX;
  std::memcpy(local.sun_path, path.data(), path.size());
  if (abstract) local.sun_path[0] = '\0';
  address.length_ = static_cast<socklen_t>(kUnixPathOffset + path.size() + (abstract ? 0 : 1));
  return address;
}

Address Address::FromSockaddr(const sockaddr* from, socklen_t length) {
  Address address;
  if (length < sizeof(sa_family_t)) return address;
  switch (from->sa_family) {
    case AF_INET:
      if (length < sizeof(sockaddr_in)) break;
      std::memcpy(&address.storage_, from, sizeof(sockaddr_in));
      std::memset(&AsV4(address.storage_.ip).sin_zero, 0, sizeof(sockaddr_in::sin_zero));
      address.length_ = sizeof(sockaddr_in);
      break;
    case AF_INET6:
      if (length < sizeof(sockaddr_in6)) break;
      std::memcpy(&address.storage_, from, sizeof(sockaddr_in6));
      AsV6(address.storage_.ip).sin6_flowinfo = 0;  // of one packet, not of the address
      address.length_ = sizeof(sockaddr_in6);
      break;
    case AF_UNIX: {
      if (length <= kUnixPathOffset) break;  // unnamed
      socklen_t size = std::min<socklen_t>(length, sizeof(sockaddr_un));
      std::memcpy(&address.storage_, from, size);
      const char* const path = address.storage_.local.sun_path;
      if (path[0] != '\0') {
        size = static_cast<socklen_t>(kUnixPathOffset + ::strnlen(path, size - kUnixPathOffset));
        size = std::min<socklen_t>(size + 1, sizeof(sockaddr_un));
      }
      address.length_ = size;
      break;
    }
    default:
      break;
  }
  return address;
}

AddressFamily Address::family() const {
  if (length_ == 0) return AddressFamily::kNone;
  switch (storage_.any.sa_family) {
    case AF_INET:
      return AddressFamily::kIpv4;
    case AF_INET6:
      return AddressFamily::kIpv6;
    default:
      return AddressFamily::kUnix;
  }
}

uint16_t Address::port() const {
  switch (family()) {
    case AddressFamily::kIpv4:
      return ntohs(AsV4(storage_.ip).sin_port);
    case AddressFamily::kIpv6:
      return ntohs(AsV6(storage_.ip).sin6_port);
    default:
      return 0;
  }
}

std::string Address::IpText() const {
  char text[INET6_ADDRSTRLEN];
  const absl::string_view bytes = IpBytes();
  if (bytes.empty()) return "";
  ::inet_ntop(storage_.any.sa_family, bytes.data(), text, sizeof(text));
  return text;
}

absl::string_view Address::IpBytes() const {
  switch (family()) {
    case AddressFamily::kIpv4:
      return {reinterpret_cast<const char*>(&AsV4(storage_.ip).sin_addr), 4};
    case AddressFamily::kIpv6:
      return {reinterpret_cast<const char*>(&AsV6(storage_.ip).sin6_addr), 16};
    default:
      return {};
  }
}

absl::string_view Address::UnixBytes() const {
  if (family() != AddressFamily::kUnix) return {};
  const char* const path = storage_.local.sun_path;
  size_t size = length_ - kUnixPathOffset;
  if (path[0] != '\0') size = ::strnlen(path, size);
  return {path, size};
}

std::string Address::ToString() const {
  switch (family()) {
    case AddressFamily::kNone:
      return "";
    case AddressFamily::kIpv4:
      return absl::StrCat(IpText(), ":", port());
    case AddressFamily::kIpv6:
      return absl::StrCat("[", IpText(), "]:", port());
    case AddressFamily::kUnix:
      break;
  }
  std::string path(UnixBytes());
  if (path[0] == '\0') path[0] = '@';
  return path;
}

Address Address::WithPort(uint16_t port) const {
  Address copy = *this;
  if (family() == AddressFamily::kIpv4) AsV4(copy.storage_.ip).sin_port = htons(port);
  if (family() == AddressFamily::kIpv6) AsV6(copy.storage_.ip).sin6_port = htons(port);
  return copy;
}

Address Address::Unmapped() const {
  if (family() != AddressFamily::kIpv6) return *this;
  const sockaddr_in6& v6 = AsV6(storage_.ip);
  if (!IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) return *this;
  Address address;
  sockaddr_in& v4 = AsV4(address.storage_.ip);
  v4.sin_family = AF_INET;
  v4.sin_port = v6.sin6_port;
  std::memcpy(&v4.sin_addr, v6.sin6_addr.s6_addr + 12, 4);
  address.length_ = sizeof(v4);
  return address;
}

bool Address::IsLoopback() const {
  switch (family()) {
    case AddressFamily::kIpv4:
      return static_cast<uint8_t>(IpBytes()[0]) == 127;
    case AddressFamily::kIpv6:
      return IN6_IS_ADDR_LOOPBACK(&AsV6(storage_.ip).sin6_addr);
    default:
      return false;
  }
}

bool Address::IsAnyAddress() const {
  const absl::string_view bytes = IpBytes();
  return !bytes.empty() && std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == 0; });
}

bool Address::operator==(const Address& other) const {
  return length_ == other.length_ && std::memcmp(&storage_, &other.storage_, length_) == 0;
}

bool Address::operator<(const Address& other) const {
  if (length_ != other.length_) return length_ < other.length_;
  return std::memcmp(&storage_, &other.storage_, length_) < 0;
}

}  // namespace nuncio::network

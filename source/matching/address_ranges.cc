#include "source/matching/address_ranges.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace nuncio::matching {
namespace {

struct Bytes {
  std::array<uint8_t, 16> bytes{};
  uint32_t bits = 0;
};

Bytes BytesOf(const network::Address& address) {
  Bytes result;
  if (address.family() == network::AddressFamily::kIpv4) {
    sockaddr_in v4;
    std::memcpy(&v4, address.sockaddr_ptr(), sizeof(v4));
    std::memcpy(result.bytes.data(), &v4.sin_addr, 4);
    result.bits = 32;
  } else if (address.family() == network::AddressFamily::kIpv6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, address.sockaddr_ptr(), sizeof(v6));
    std::memcpy(result.bytes.data(), &v6.sin6_addr, 16);
    result.bits = 128;
  }
  return result;
}

// Zeroes the bits behind the first `count`.
void KeepBits(std::array<uint8_t, 16>& bytes, uint32_t count) {
  for (uint32_t i = 0; i < bytes.size(); ++i) {
    const uint32_t kept = count > i * 8 ? std::min<uint32_t>(count - i * 8, 8) : 0;
    bytes[i] &= static_cast<uint8_t>(0xff00u >> kept);
  }
}

}  // namespace

absl::StatusOr<CidrRange> CidrRange::Create(absl::string_view address_prefix, uint32_t prefix_len) {
  const absl::StatusOr<network::Address> address = network::Address::ParseIp(address_prefix, 0);
  if (!address.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("address_prefix '", address_prefix, "' is no IP address"));
  }
  const Bytes bytes = BytesOf(*address);
  if (prefix_len > bytes.bits) {
    return absl::InvalidArgumentError(
        absl::StrCat("prefix_len ", prefix_len, " of '", address_prefix, "' is over ", bytes.bits));
  }
  CidrRange range;
  range.family_ = address->family();
  range.bytes_ = bytes.bytes;
  range.prefix_len_ = prefix_len;
  KeepBits(range.bytes_, prefix_len);
  return range;
}

absl::StatusOr<CidrRange> CidrRange::Parse(absl::string_view text) {
  const size_t slash = text.find('/');
  const absl::string_view address = text.substr(0, slash);
  const bool is_v6 = address.find(':') != absl::string_view::npos;
  uint32_t length = is_v6 ? 128 : 32;
  if (slash != absl::string_view::npos && !absl::SimpleAtoi(text.substr(slash + 1), &length)) {
    return absl::InvalidArgumentError(absl::StrCat("'", text, "' has no prefix length"));
  }
  return Create(address, length);
}

bool CidrRange::Contains(const network::Address& address) const {
  if (address.family() != family_) return false;
  Bytes bytes = BytesOf(address);
  KeepBits(bytes.bytes, prefix_len_);
  return bytes.bytes == bytes_;
}

std::string CidrRange::ToString() const {
  char text[INET6_ADDRSTRLEN] = "";
  const int family = family_ == network::AddressFamily::kIpv4 ? AF_INET : AF_INET6;
  inet_ntop(family, bytes_.data(), text, sizeof(text));
  return absl::StrCat(text, "/", prefix_len_);
}

bool AddressRanges::Contains(const network::Address& address) const {
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [&](const CidrRange& range) { return range.Contains(address); });
}

}  // namespace nuncio::matching

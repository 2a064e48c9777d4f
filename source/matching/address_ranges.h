#ifndef NUNCIO_SOURCE_MATCHING_ADDRESS_RANGES_H_
#define NUNCIO_SOURCE_MATCHING_ADDRESS_RANGES_H_

#include <array>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "source/network/address.h"

namespace nuncio::matching {

// config.core.v3.CidrRange: the addresses of one family that share their first prefix_len bits. A
// value; any thread.
class CidrRange {
 public:
  // Bits behind prefix_len do not count. An error names the address or the length (0 to 32, 0 to
  // 128).
  static absl::StatusOr<CidrRange> Create(absl::string_view address_prefix, uint32_t prefix_len);
  // "10.0.0.0/8"; without a length, one address.
  static absl::StatusOr<CidrRange> Parse(absl::string_view text);

  bool Contains(const network::Address& address) const;
  uint32_t prefix_len() const { return prefix_len_; }
  std::string ToString() const;

 private:
  network::AddressFamily family_ = network::AddressFamily::kNone;
  std::array<uint8_t, 16> bytes_{};
  uint32_t prefix_len_ = 0;
};

// Whether any of them has the address.
class AddressRanges {
 public:
  AddressRanges() = default;
  explicit AddressRanges(std::vector<CidrRange> ranges) : ranges_(std::move(ranges)) {}
  bool Contains(const network::Address& address) const;
  bool empty() const { return ranges_.empty(); }

 private:
  std::vector<CidrRange> ranges_;
};

}  // namespace nuncio::matching

#endif  // NUNCIO_SOURCE_MATCHING_ADDRESS_RANGES_H_

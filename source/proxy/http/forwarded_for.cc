#include "source/proxy/http/forwarded_for.h"

#include "absl/strings/ascii.h"

namespace nuncio::proxy {

ForwardedFor LastForwardedFor(absl::string_view x_forwarded_for, uint32_t skipped) {
  ForwardedFor result;
  absl::string_view list = x_forwarded_for;
  for (; skipped > 0; --skipped) {
    const size_t comma = list.rfind(',');
    if (comma == absl::string_view::npos) return result;
    list = list.substr(0, comma);
  }
  const size_t comma = list.rfind(',');
  const absl::string_view text =
      absl::StripAsciiWhitespace(comma == absl::string_view::npos ? list : list.substr(comma + 1));
  if (text.empty()) return result;  // most requests; the text of an error would be made for nobody
  const absl::StatusOr<network::Address> address = network::Address::ParseIp(text, 0);
  if (!address.ok()) return result;
  result.address = *address;
  result.single = x_forwarded_for.find(',') == absl::string_view::npos;
  return result;
}

ForwardedFor LastUntrustedForwardedFor(absl::string_view x_forwarded_for,
                                       const matching::AddressRanges& trusted) {
  constexpr uint32_t kMostHops = 20;  // a longer list is somebody's game
  ForwardedFor last;
  for (uint32_t hop = 0; hop < kMostHops; ++hop) {
    const ForwardedFor next = LastForwardedFor(x_forwarded_for, 0);
    if (!next.address) return {};
    last = {next.address, hop == 0 && next.single};
    const size_t comma = x_forwarded_for.rfind(',');
    if (!trusted.Contains(*next.address) || comma == absl::string_view::npos) break;
    x_forwarded_for = x_forwarded_for.substr(0, comma);
  }
  return last;
}

}  // namespace nuncio::proxy

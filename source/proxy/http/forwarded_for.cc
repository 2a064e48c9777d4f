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

}  // namespace nuncio::proxy

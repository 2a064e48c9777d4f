#include "source/proxy/http/client_detection.h"

#include "source/proxy/http/forwarded_for.h"

namespace nuncio::proxy {
namespace {

DetectedClient Detect(const XffDetection& xff, const network::Address& peer,
                      const http::HeaderList& headers) {
  DetectedClient out;
  const absl::string_view list = headers.JoinedValue("x-forwarded-for");
  ForwardedFor found;
  if (!xff.xff_trusted_cidrs) {
    found = LastForwardedFor(list, xff.xff_num_trusted_hops);
  } else if (xff.xff_trusted_cidrs->Contains(peer)) {
    found = LastUntrustedForwardedFor(list, *xff.xff_trusted_cidrs);
  } else {
    out.append_peer = true;  // what a stranger says of others is only passed on
    return out;
  }
  out.address = found.address;
  out.may_be_internal = found.single;
  out.append_peer = !xff.skip_xff_append;
  return out;
}

DetectedClient Detect(const CustomHeaderDetection& custom, const network::Address& /*peer*/,
                      const http::HeaderList& headers) {
  DetectedClient out;
  const absl::StatusOr<network::Address> address =
      network::Address::ParseIp(headers.Value(custom.header_name), 0);
  if (address.ok()) {
    out.address = *address;
    out.may_be_internal = custom.allow_extension_to_set_address_as_trusted;
  } else {
    out.refused = custom.reject_with_status;
  }
  return out;
}

}  // namespace

DetectedClient DetectClient(const std::vector<OriginalIpDetection>& extensions,
                            const network::Address& peer, const http::HeaderList& headers) {
  DetectedClient out;
  for (const OriginalIpDetection& extension : extensions) {
    out = absl::visit([&](const auto& one) { return Detect(one, peer, headers); }, extension);
    if (out.address || out.refused) break;
  }
  return out;
}

}  // namespace nuncio::proxy

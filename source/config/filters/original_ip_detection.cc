#include "source/config/filters/original_ip_detection.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "envoy/extensions/http/original_ip_detection/custom_header/v3/custom_header.pb.h"
#include "envoy/extensions/http/original_ip_detection/xff/v3/xff.pb.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/extension_type.h"
#include "source/config/shared/matchers.h"

namespace nuncio::config {
namespace {

namespace detection = ::envoy::extensions::http::original_ip_detection;
using Xff = detection::xff::v3::XffConfig;
using CustomHeader = detection::custom_header::v3::CustomHeaderConfig;

proxy::XffDetection ParseXff(const Xff& message, Scope& scope) {
  proxy::XffDetection out;
  out.xff_num_trusted_hops = message.xff_num_trusted_hops();
  out.skip_xff_append = ValueOr(message.has_skip_xff_append(), message.skip_xff_append(), true);
  const auto field = scope.Field("xff_trusted_cidrs");
  if (message.has_xff_trusted_cidrs() && message.xff_num_trusted_hops() > 0) {
    scope.Fail("excludes xff_num_trusted_hops");
  }
  if (!message.xff_trusted_cidrs().cidrs().empty()) {
    const auto step = scope.Field("cidrs");
    out.xff_trusted_cidrs =
        matching::AddressRanges(ParseCidrRanges(message.xff_trusted_cidrs().cidrs(), scope));
  }
  return out;
}

proxy::CustomHeaderDetection ParseCustomHeader(const CustomHeader& message) {
  proxy::CustomHeaderDetection out;
  out.header_name = absl::AsciiStrToLower(message.header_name());
  out.allow_extension_to_set_address_as_trusted =
      message.allow_extension_to_set_address_as_trusted();
  if (message.has_reject_with_status()) {
    // Only an error can refuse.
    const int status = message.reject_with_status().code();
    out.reject_with_status = status >= 400 ? status : 403;
  }
  return out;
}

}  // namespace

std::optional<proxy::OriginalIpDetection> ParseOriginalIpDetection(
    const envoy::config::core::v3::TypedExtensionConfig& extension, Scope& scope) {
  const google::protobuf::Any& any = extension.typed_config();
  const auto field = scope.Field("typed_config");
  if (HoldsA<Xff>(any)) {
    const auto type = scope.Type(Xff::descriptor()->full_name());
    Xff message;
    if (!UnpackTo(any, message, scope)) return std::nullopt;
    return ParseXff(message, scope);
  }
  if (HoldsA<CustomHeader>(any)) {
    const auto type = scope.Type(CustomHeader::descriptor()->full_name());
    CustomHeader message;
    if (!UnpackTo(any, message, scope)) return std::nullopt;
    return ParseCustomHeader(message);
  }
  scope.Fail("is not a known extension", extension.name());
  return std::nullopt;
}

}  // namespace nuncio::config

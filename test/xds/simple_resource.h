#ifndef NUNCIO_TEST_XDS_SIMPLE_RESOURCE_H_
#define NUNCIO_TEST_XDS_SIMPLE_RESOURCE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "envoy/service/discovery/v3/discovery.pb.h"
#include "source/xds/resource_type.h"

namespace nuncio::test {

// Resources whose bytes are "name=value": the protocol does not care. "name=!" is refused when it
// is decoded, and so is "!", which has no name. `decoded` counts.
inline xds::ResourceType SimpleType(absl::string_view type_url, int* decoded = nullptr) {
  const auto decode = [decoded](absl::string_view bytes) {
    if (decoded != nullptr) ++*decoded;
    xds::DecodedResource resource;
    if (bytes == "!") {
      resource.status = absl::InvalidArgumentError("no name");
      return resource;
    }
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(bytes, absl::MaxSplits('=', 1));
    resource.name = parts.first;
    if (parts.second == "!") {
      resource.status = absl::InvalidArgumentError(absl::StrCat(parts.first, ": is broken"));
    } else {
      resource.object = std::make_shared<const std::string>(parts.second);
    }
    return resource;
  };
  return {std::string(type_url), decode};
}

inline google::protobuf::Any SimpleAny(absl::string_view type_url, absl::string_view bytes) {
  google::protobuf::Any any;
  any.set_type_url(std::string(type_url));
  any.set_value(std::string(bytes));
  return any;
}

inline envoy::service::discovery::v3::DiscoveryResponse SimpleResponse(
    absl::string_view type_url, absl::string_view version, absl::string_view nonce,
    const std::vector<std::string>& resources) {
  envoy::service::discovery::v3::DiscoveryResponse response;
  response.set_type_url(std::string(type_url));
  response.set_version_info(std::string(version));
  response.set_nonce(std::string(nonce));
  for (const std::string& bytes : resources) *response.add_resources() = SimpleAny(type_url, bytes);
  return response;
}

}  // namespace nuncio::test

#endif  // NUNCIO_TEST_XDS_SIMPLE_RESOURCE_H_

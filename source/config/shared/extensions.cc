#include "source/config/shared/extensions.h"

namespace nuncio::config {
namespace {

template <typename Extension>
const Extension* Find(const std::vector<Extension>& extensions, std::string Extension::* field,
                      absl::string_view type) {
  if (type.empty()) return nullptr;
  for (const Extension& extension : extensions) {
    if (extension.*field == type) return &extension;
  }
  return nullptr;
}

}  // namespace

const NetworkFilterExtension* Extensions::FindNetworkFilter(absl::string_view type) const {
  return Find(network_filters_, &NetworkFilterExtension::type, type);
}

const HttpFilterExtension* Extensions::FindHttpFilter(absl::string_view type) const {
  return Find(http_filters_, &HttpFilterExtension::type, type);
}

const HttpFilterExtension* Extensions::FindByRouteType(absl::string_view route_type) const {
  return Find(http_filters_, &HttpFilterExtension::route_type, route_type);
}

}  // namespace nuncio::config

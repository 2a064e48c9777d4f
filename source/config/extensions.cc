#include "source/config/extensions.h"

namespace nuncio::config {

const HttpFilterExtension* Extensions::FindHttpFilter(absl::string_view type) const {
  for (const HttpFilterExtension& extension : http_filters_) {
    if (extension.type == type) return &extension;
  }
  return nullptr;
}

const HttpFilterExtension* Extensions::FindByRouteType(absl::string_view route_type) const {
  for (const HttpFilterExtension& extension : http_filters_) {
    if (!extension.route_type.empty() && extension.route_type == route_type) return &extension;
  }
  return nullptr;
}

}  // namespace nuncio::config

#ifndef NUNCIO_SOURCE_CONFIG_FILTERS_ORIGINAL_IP_DETECTION_H_
#define NUNCIO_SOURCE_CONFIG_FILTERS_ORIGINAL_IP_DETECTION_H_

#include <optional>

#include "envoy/config/core/v3/extension.pb.h"
#include "source/config/shared/scope.h"
#include "source/proxy/http/options.h"

namespace nuncio::config {

// One of a connection manager's original_ip_detection_extensions.
std::optional<proxy::OriginalIpDetection> ParseOriginalIpDetection(
    const envoy::config::core::v3::TypedExtensionConfig& extension, Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_FILTERS_ORIGINAL_IP_DETECTION_H_

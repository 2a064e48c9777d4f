#ifndef NUNCIO_SOURCE_CONFIG_ROUTES_PATH_TEMPLATE_H_
#define NUNCIO_SOURCE_CONFIG_ROUTES_PATH_TEMPLATE_H_

#include <optional>

#include "envoy/config/core/v3/extension.pb.h"
#include "source/config/shared/scope.h"
#include "source/matching/uri_template.h"

namespace nuncio::config {

// path_match_policy; the only one that is known is a URI template.
std::optional<matching::UriTemplate> ParsePathMatchPolicy(
    const envoy::config::core::v3::TypedExtensionConfig& policy, Scope& scope);

// path_rewrite_policy; the only one that is known puts together what a template matched. `source`
// is the route's template, null where its match is another one.
std::optional<matching::UriTemplateRewrite> ParsePathRewritePolicy(
    const envoy::config::core::v3::TypedExtensionConfig& policy,
    const matching::UriTemplate* source, Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_ROUTES_PATH_TEMPLATE_H_

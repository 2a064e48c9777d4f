#include "source/config/routes/path_template.h"

#include <utility>

#include "envoy/extensions/path/match/uri_template/v3/uri_template_match.pb.h"
#include "envoy/extensions/path/rewrite/uri_template/v3/uri_template_rewrite.pb.h"
#include "source/config/shared/extensions.h"
#include "source/schema/type_registry.h"

namespace nuncio::config {
namespace {

using Extension = ::envoy::config::core::v3::TypedExtensionConfig;
using Match = ::envoy::extensions::path::match::uri_template::v3::UriTemplateMatchConfig;
using Rewrite = ::envoy::extensions::path::rewrite::uri_template::v3::UriTemplateRewriteConfig;

// False after a complaint.
template <typename Message>
bool Unpack(const Extension& policy, Message& message, Scope& scope) {
  const absl::string_view type = schema::TypeNameOfUrl(policy.typed_config().type_url());
  if (type == Message::descriptor()->full_name()) {
    return UnpackInto(policy.typed_config(), message, scope);
  }
  scope.Fail("must be the type of a known policy", type);
  return false;
}

}  // namespace

std::optional<matching::UriTemplate> ParsePathMatchPolicy(const Extension& policy, Scope& scope) {
  const auto step = scope.Field("typed_config");
  Match message;
  if (!Unpack(policy, message, scope)) return std::nullopt;
  const auto type = scope.Type(Match::descriptor()->full_name());
  absl::StatusOr<matching::UriTemplate> parsed =
      matching::UriTemplate::Parse(message.path_template());
  if (parsed.ok()) return *std::move(parsed);
  scope.FailAt("path_template", parsed.status().message(), message.path_template());
  return std::nullopt;
}

std::optional<matching::UriTemplateRewrite> ParsePathRewritePolicy(
    const Extension& policy, const matching::UriTemplate* source, Scope& scope) {
  const auto step = scope.Field("typed_config");
  Rewrite message;
  if (!Unpack(policy, message, scope)) return std::nullopt;
  const auto type = scope.Type(Rewrite::descriptor()->full_name());
  if (source == nullptr) {
    scope.Fail("must have a URI template as the route's path_match_policy");
    return std::nullopt;
  }
  absl::StatusOr<matching::UriTemplateRewrite> parsed =
      matching::UriTemplateRewrite::Parse(message.path_template_rewrite(), *source);
  if (parsed.ok()) return *std::move(parsed);
  scope.FailAt("path_template_rewrite", parsed.status().message(), message.path_template_rewrite());
  return std::nullopt;
}

}  // namespace nuncio::config

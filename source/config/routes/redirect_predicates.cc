#include "source/config/routes/redirect_predicates.h"

#include "envoy/extensions/internal_redirect/allow_listed_routes/v3/allow_listed_routes_config.pb.h"
#include "envoy/extensions/internal_redirect/previous_routes/v3/previous_routes_config.pb.h"
#include "envoy/extensions/internal_redirect/safe_cross_scheme/v3/safe_cross_scheme_config.pb.h"
#include "source/config/shared/extensions.h"
#include "source/schema/type_registry.h"

namespace nuncio::config {
namespace {

namespace redirect = ::envoy::extensions::internal_redirect;
using AllowListed = redirect::allow_listed_routes::v3::AllowListedRoutesConfig;
using PreviousRoutes = redirect::previous_routes::v3::PreviousRoutesConfig;
using SafeCrossScheme = redirect::safe_cross_scheme::v3::SafeCrossSchemeConfig;

}  // namespace

void ParseRedirectPredicates(const envoy::config::route::v3::InternalRedirectPolicy& message,
                             Scope& scope, routing::InternalRedirectPolicy& out) {
  const auto list = scope.Field("predicates");
  for (int i = 0; i < message.predicates_size(); ++i) {
    const auto index = scope.Index(i);
    const auto step = scope.Field("typed_config");
    const google::protobuf::Any& config = message.predicates(i).typed_config();
    const absl::string_view type = schema::TypeNameOfUrl(config.type_url());
    AllowListed listed;
    if (type == PreviousRoutes::descriptor()->full_name()) {
      out.previous_routes = true;
    } else if (type == SafeCrossScheme::descriptor()->full_name()) {
      out.safe_cross_scheme = true;
    } else if (type != AllowListed::descriptor()->full_name()) {
      scope.Fail("must be the type of a known predicate", type);
    } else if (UnpackInto(config, listed, scope)) {
      out.allow_listed_routes.emplace(listed.allowed_route_names().begin(),
                                      listed.allowed_route_names().end());
    }
  }
}

}  // namespace nuncio::config

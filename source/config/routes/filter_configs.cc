#include "source/config/routes/filter_configs.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "source/config/shared/extensions.h"
#include "source/schema/type_registry.h"

namespace nuncio::config {
namespace {

using Wrapper = ::envoy::config::route::v3::FilterConfig;

// Null with a complaint where it makes no sense, and without one where it may be left out.
std::shared_ptr<const void> ParseOne(const google::protobuf::Any& config, bool optional,
                                     Scope& scope) {
  const absl::string_view type = schema::TypeNameOfUrl(config.type_url());
  const HttpFilterExtension* extension = scope.environment().extensions.FindByRouteType(type);
  if (extension == nullptr) {
    if (!optional) {
      scope.Fail("must be the type of a filter's configuration for routes", type);
    }
    return nullptr;
  }
  const auto step = scope.Type(type);
  return extension->parse_route(config, scope);
}

routing::FilterConfig ParseEntry(const google::protobuf::Any& config, Scope& scope) {
  Wrapper wrapper;
  if (schema::TypeNameOfUrl(config.type_url()) != Wrapper::descriptor()->full_name() ||
      !config.UnpackTo(&wrapper)) {
    return {ParseOne(config, false, scope), false};
  }
  routing::FilterConfig out;
  out.disabled = wrapper.disabled();
  const auto step = scope.Type("envoy.config.route.v3.FilterConfig");
  const auto field = scope.Field("config");
  if (wrapper.has_config()) {
    out.config = ParseOne(wrapper.config(), wrapper.is_optional(), scope);
  } else if (!wrapper.disabled()) {
    scope.Fail("must be given unless the filter is disabled");
  }
  return out;
}

}  // namespace

routing::FilterConfigs ParseFilterConfigs(
    const google::protobuf::Map<std::string, google::protobuf::Any>& configs, Scope& scope) {
  routing::FilterConfigs out;
  const auto field = scope.Field("typed_per_filter_config");
  for (const auto& [name, config] : configs) {
    const auto step = scope.Key(name);
    out.Set(scope.environment().filter_numbers.Intern(name), ParseEntry(config, scope));
  }
  return out;
}

}  // namespace nuncio::config

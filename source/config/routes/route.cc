#include "source/config/routes/route.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "source/config/routes/filter_configs.h"
#include "source/config/routes/route_action.h"
#include "source/config/routes/route_match.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/header_rules.h"
#include "source/config/shared/matchers.h"
#include "source/config/shared/substitution_format.h"

namespace nuncio::config {
namespace {

namespace route = ::envoy::config::route::v3;

int RedirectCode(const route::RedirectAction& redirect) {
  switch (redirect.response_code()) {
    case route::RedirectAction::FOUND:
      return 302;
    case route::RedirectAction::SEE_OTHER:
      return 303;
    case route::RedirectAction::TEMPORARY_REDIRECT:
      return 307;
    case route::RedirectAction::PERMANENT_REDIRECT:
      return 308;
    default:
      return 301;
  }
}

routing::RedirectAction ParseRedirect(const route::RedirectAction& redirect, Scope& scope) {
  routing::RedirectAction out;
  out.https_redirect = redirect.https_redirect();
  out.scheme_redirect = redirect.scheme_redirect();
  out.host_redirect = redirect.host_redirect();
  out.port_redirect = redirect.port_redirect();
  out.path_redirect = redirect.path_redirect();
  out.response_code = RedirectCode(redirect);
  out.strip_query = redirect.strip_query();
  if (redirect.port_redirect() > 65535) {
    scope.FailAt("port_redirect", "must be at most 65535", absl::StrCat(redirect.port_redirect()));
  }
  switch (redirect.path_rewrite_specifier_case()) {
    case route::RedirectAction::kPrefixRewrite:
      out.path_rewrite = policy::PrefixRewrite{redirect.prefix_rewrite()};
      break;
    case route::RedirectAction::kRegexRewrite: {
      const auto step = scope.Field("regex_rewrite");
      if (auto parsed = ParseRegexSubstitution(redirect.regex_rewrite(), scope)) {
        out.path_rewrite = *std::move(parsed);
      }
      break;
    }
    case route::RedirectAction::kPathRewrite: {
      const auto step = scope.Field("path_rewrite");
      if (auto parsed = ParseFormatter(redirect.path_rewrite(), scope)) {
        out.path_rewrite = policy::FormatRewrite{*std::move(parsed)};
      }
      break;
    }
    default:
      break;
  }
  return out;
}

routing::DirectResponseAction ParseDirectResponse(const route::DirectResponseAction& direct,
                                                  size_t max_bytes, Scope& scope) {
  routing::DirectResponseAction out;
  out.status = static_cast<int>(direct.status());
  if (direct.has_body()) {
    const auto step = scope.Field("body");
    out.body = ReadDataSource(direct.body(), scope).value_or("");
    if (out.body.size() > max_bytes) {
      scope.Fail(absl::StrCat("must be at most ", max_bytes, " bytes long"),
                 absl::StrCat(out.body.size(), " bytes"),
                 "max_direct_response_body_size_bytes of the route configuration allows more");
    }
  }
  if (direct.has_body_format()) {
    const auto step = scope.Field("body_format");
    if (auto parsed = ParseSubstitutionFormat(direct.body_format(), scope)) {
      out.body_format = *std::move(parsed);
    }
  }
  return out;
}

void ParseAction(const route::Route& message, size_t max_bytes, Scope& scope, routing::Route& out) {
  const auto* const matched = absl::get_if<routing::MatchUriTemplate>(&out.match.path_specifier);
  switch (message.action_case()) {
    case route::Route::kRoute: {
      const auto step = scope.Field("route");
      out.action = ParseRouteAction(message.route(),
                                    matched == nullptr ? nullptr : &matched->path_template, scope);
      return;
    }
    case route::Route::kRedirect: {
      const auto step = scope.Field("redirect");
      out.action = ParseRedirect(message.redirect(), scope);
      return;
    }
    case route::Route::kDirectResponse: {
      const auto step = scope.Field("direct_response");
      out.action = ParseDirectResponse(message.direct_response(), max_bytes, scope);
      return;
    }
    case route::Route::kNonForwardingAction:
    case route::Route::kFilterAction:
      out.action = routing::NonForwardingAction{};
      return;
    case route::Route::ACTION_NOT_SET:
      scope.Fail("must have an action");
      return;
  }
}

matching::Fraction SamplingOf(bool set, const envoy::type::v3::FractionalPercent& percent) {
  return set ? ToFraction(percent) : matching::Fraction{100, 100};
}

routing::RouteTracing ParseTracing(const route::Tracing& tracing) {
  routing::RouteTracing out;
  out.client_sampling = SamplingOf(tracing.has_client_sampling(), tracing.client_sampling());
  out.random_sampling = SamplingOf(tracing.has_random_sampling(), tracing.random_sampling());
  out.overall_sampling = SamplingOf(tracing.has_overall_sampling(), tracing.overall_sampling());
  return out;
}

}  // namespace

std::optional<routing::Route> ParseRoute(const route::Route& message,
                                         size_t max_direct_response_bytes, Scope& scope) {
  routing::Route out;
  out.name = message.name();
  {
    const auto step = scope.Field("match");
    auto match = ParseRouteMatch(message.match(), scope);
    if (!match.has_value()) return std::nullopt;
    out.match = *std::move(match);
  }
  ParseAction(message, max_direct_response_bytes, scope, out);
  out.headers = ParseHeaderLists(message, scope);
  out.metadata = ToMetadata(message.metadata());
  out.typed_per_filter_config = ParseFilterConfigs(message.typed_per_filter_config(), scope);
  if (message.has_tracing()) out.tracing = ParseTracing(message.tracing());
  if (message.has_decorator()) {
    out.decorator = routing::Decorator{
        message.decorator().operation(),
        ValueOr(message.decorator().has_propagate(), message.decorator().propagate(), true)};
  }
  if (message.has_request_body_buffer_limit()) {
    out.per_request_buffer_limit_bytes = message.request_body_buffer_limit().value();
  } else if (message.has_per_request_buffer_limit_bytes()) {
    out.per_request_buffer_limit_bytes = message.per_request_buffer_limit_bytes().value();
  }
  out.stat_prefix = message.stat_prefix();
  return out;
}

}  // namespace nuncio::config

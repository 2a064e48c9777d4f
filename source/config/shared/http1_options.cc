#include "source/config/shared/http1_options.h"

#include <utility>
#include <vector>

#include "envoy/extensions/http/header_formatters/preserve_case/v3/preserve_case.pb.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/extension_type.h"
#include "source/config/shared/matchers.h"

namespace nuncio::config {
namespace {

namespace core = ::envoy::config::core::v3;
using PreserveCase =
    ::envoy::extensions::http::header_formatters::preserve_case::v3::PreserveCaseFormatterConfig;
using http::http1::HeaderCase;

HeaderCase ParseHeaderCase(const core::Http1ProtocolOptions& message, Scope& scope) {
  if (message.header_key_format().has_stateful_formatter()) {
    const auto& formatter = message.header_key_format().stateful_formatter();
    if (HoldsA<PreserveCase>(formatter.typed_config())) return HeaderCase::kAsReceived;
    const auto step = scope.Field("header_key_format");
    scope.FailAt("stateful_formatter", "is not a known extension", formatter.name());
  }
  return message.header_key_format().has_proper_case_words() ? HeaderCase::kProperWords
                                                             : HeaderCase::kLower;
}

std::function<bool(absl::string_view)> ParseIgnoredUpgrades(
    const core::Http1ProtocolOptions& message, Scope& scope) {
  if (message.ignore_http_11_upgrade().empty()) return nullptr;
  std::vector<matching::StringMatcher> matchers;
  const auto list = scope.Field("ignore_http_11_upgrade");
  for (int i = 0; i < message.ignore_http_11_upgrade_size(); ++i) {
    const auto step = scope.Index(i);
    auto matcher = ParseStringMatcher(message.ignore_http_11_upgrade(i), scope);
    if (matcher.has_value()) matchers.push_back(*std::move(matcher));
  }
  return [matchers = std::move(matchers)](absl::string_view upgrade) {
    return matching::AnyMatches(matchers, upgrade);
  };
}

}  // namespace

void ParseHttp1Options(const core::Http1ProtocolOptions& message, Scope& scope,
                       http::http1::ServerOptions& out) {
  out.header_case = ParseHeaderCase(message, scope);
  out.allow_absolute_url =
      ValueOr(message.has_allow_absolute_url(), message.allow_absolute_url(), true);
  out.accept_http_10 = message.accept_http_10();
  out.default_host_for_http_10 = message.default_host_for_http_10();
  out.enable_trailers = message.enable_trailers();
  out.allow_chunked_length = message.allow_chunked_length();
  out.allow_custom_methods = message.allow_custom_methods();
  out.ignores_upgrade = ParseIgnoredUpgrades(message, scope);
}

void ParseHttp1Options(const core::Http1ProtocolOptions& message, Scope& scope,
                       http::http1::ClientOptions& out) {
  out.header_case = ParseHeaderCase(message, scope);
  out.enable_trailers = message.enable_trailers();
  out.allow_chunked_length = message.allow_chunked_length();
  out.send_fully_qualified_url = message.send_fully_qualified_url();
}

http::http1::UnderscoreAction ToUnderscoreAction(
    core::HttpProtocolOptions::HeadersWithUnderscoresAction action) {
  switch (action) {
    case core::HttpProtocolOptions::REJECT_REQUEST:
      return http::http1::UnderscoreAction::kReject;
    case core::HttpProtocolOptions::DROP_HEADER:
      return http::http1::UnderscoreAction::kDrop;
    default:
      return http::http1::UnderscoreAction::kAllow;
  }
}

}  // namespace nuncio::config

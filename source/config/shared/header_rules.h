#ifndef NUNCIO_SOURCE_CONFIG_SHARED_HEADER_RULES_H_
#define NUNCIO_SOURCE_CONFIG_SHARED_HEADER_RULES_H_

#include <optional>
#include <string>

#include "envoy/config/common/mutation_rules/v3/mutation_rules.pb.h"
#include "envoy/config/core/v3/base.pb.h"
#include "google/protobuf/repeated_field.h"
#include "source/config/shared/matchers.h"
#include "source/config/shared/scope.h"
#include "source/policy/header_mutations.h"
#include "source/policy/header_rules.h"
#include "source/routing/route.h"

namespace nuncio::config {

// The names under which a message has its two lists.
struct HeaderRuleFields {
  absl::string_view add;
  absl::string_view remove;
};
inline constexpr HeaderRuleFields kRequestHeaders = {"request_headers_to_add",
                                                     "request_headers_to_remove"};
inline constexpr HeaderRuleFields kResponseHeaders = {"response_headers_to_add",
                                                      "response_headers_to_remove"};

std::optional<policy::HeaderValueOption> ParseHeaderValueOption(
    const envoy::config::core::v3::HeaderValueOption& option, Scope& scope);

policy::HeaderRules ParseHeaderRules(
    const Repeated<envoy::config::core::v3::HeaderValueOption>& add,
    const Repeated<std::string>& remove, const HeaderRuleFields& fields, Scope& scope);

// Additions and removals in the order in which they are done.
policy::HeaderMutations ParseHeaderMutations(
    const Repeated<envoy::config::common::mutation_rules::v3::HeaderMutation>& mutations,
    Scope& scope);

// The four lists of a route, virtual host, weighted cluster or route configuration.
template <typename Message>
routing::HeaderMutations ParseHeaderLists(const Message& message, Scope& scope) {
  routing::HeaderMutations out;
  out.request = ParseHeaderRules(message.request_headers_to_add(),
                                 message.request_headers_to_remove(), kRequestHeaders, scope);
  out.response = ParseHeaderRules(message.response_headers_to_add(),
                                  message.response_headers_to_remove(), kResponseHeaders, scope);
  return out;
}

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SHARED_HEADER_RULES_H_

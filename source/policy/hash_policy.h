#ifndef NUNCIO_SOURCE_POLICY_HASH_POLICY_H_
#define NUNCIO_SOURCE_POLICY_HASH_POLICY_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/variant.h"
#include "source/base/arena.h"
#include "source/base/clock.h"
#include "source/http/message.h"
#include "source/matching/regex.h"
#include "source/record/request_record.h"

namespace nuncio::policy {

// config.route.v3.RouteAction.HashPolicy: one part of what a consistent balancer hashes. A value.
struct HashPolicy {
  struct Header {
    std::string header_name;  // lower case
    absl::optional<matching::RegexSubstitution> regex_rewrite;
  };
  struct Cookie {
    std::string name;
    // With a ttl a client without the cookie gets one; 0 is one for its session.
    absl::optional<base::Duration> ttl;
    std::string path;
    std::vector<std::pair<std::string, std::string>> attributes;
  };
  struct SourceIp {};
  struct QueryParameter {
    std::string name;
  };
  struct FilterState {
    std::string key;
  };
  absl::variant<SourceIp, Header, Cookie, QueryParameter, FilterState> policy_specifier;
  // A hash found here ends the list.
  bool terminal = false;
};

struct HashResult {
  absl::optional<uint64_t> hash;  // none: the balancer takes any host
  // Value of a set-cookie header for the response; empty for none. In the arena.
  absl::string_view set_cookie;
};

// Combines what each policy of the list finds, in order.
HashResult ComputeHash(const std::vector<HashPolicy>& policies, const http::RequestHead& head,
                       const record::RequestRecord& record, base::Arena& arena);

}  // namespace nuncio::policy

#endif  // NUNCIO_SOURCE_POLICY_HASH_POLICY_H_

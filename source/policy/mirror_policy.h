#ifndef NUNCIO_SOURCE_POLICY_MIRROR_POLICY_H_
#define NUNCIO_SOURCE_POLICY_MIRROR_POLICY_H_

#include <string>

#include "absl/types/optional.h"
#include "source/matching/fraction.h"
#include "source/policy/header_mutations.h"

namespace nuncio::policy {

// config.route.v3.RouteAction.RequestMirrorPolicy: a copy of requests to another cluster, whose
// answers nobody waits for. A value.
struct MirrorPolicy {
  std::string cluster;         // or, if empty:
  std::string cluster_header;  // lower case; a request without it is not mirrored
  matching::RuntimeFraction runtime_fraction{{100, 100}, ""};
  absl::optional<bool> trace_sampled;
  // "-shadow" is appended to the host's name unless this is set.
  bool disable_shadow_host_suffix_append = false;
  std::string host_rewrite_literal;
  HeaderMutations request_headers;  // request_headers_mutations
};

}  // namespace nuncio::policy

#endif  // NUNCIO_SOURCE_POLICY_MIRROR_POLICY_H_

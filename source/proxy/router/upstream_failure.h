#ifndef NUNCIO_SOURCE_PROXY_ROUTER_UPSTREAM_FAILURE_H_
#define NUNCIO_SOURCE_PROXY_ROUTER_UPSTREAM_FAILURE_H_

#include "absl/strings/string_view.h"
#include "source/base/arena.h"
#include "source/http/reset_reason.h"
#include "source/record/response_flags.h"

// The one place where the reasons for which an attempt is reset become what clients and operators
// see. What needs no reset (time-outs, no host, drops) is in router_answers.cc.

namespace nuncio::proxy::router {

record::ResponseFlag FlagOf(http::ResetReason reason);
// 502 for a broken protocol, else 503.
int StatusOf(http::ResetReason reason);
// Whether no connection was made.
bool IsConnectFailure(http::ResetReason reason);

// The body of the reply; in the arena.
absl::string_view FailureBody(http::ResetReason reason, bool retried, base::Arena& arena);
// "upstream_reset_before_response_started{connection_termination|why}"; in the arena.
absl::string_view FailureDetails(http::ResetReason reason, bool response_started,
                                 absl::string_view why, base::Arena& arena);

}  // namespace nuncio::proxy::router

#endif  // NUNCIO_SOURCE_PROXY_ROUTER_UPSTREAM_FAILURE_H_

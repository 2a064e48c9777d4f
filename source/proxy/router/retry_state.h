#ifndef NUNCIO_SOURCE_PROXY_ROUTER_RETRY_STATE_H_
#define NUNCIO_SOURCE_PROXY_ROUTER_RETRY_STATE_H_

#include <cstdint>
#include <vector>

#include "absl/types/optional.h"
#include "source/base/clock.h"
#include "source/base/random.h"
#include "source/http/message.h"
#include "source/http/reset_reason.h"
#include "source/policy/retry_policy.h"

namespace nuncio::proxy::router {

// What one request may be tried again for, and how often still. A value in its router; knows
// nothing of pools and timers.
class RetryState {
 public:
  // `policy` may be null and outlives this. Reads what the request's own headers ask for (they were
  // dropped from requests of outsiders) and takes those headers out.
  RetryState(const policy::RetryPolicy* policy, http::RequestHead& head);

  // Whether anything is ever tried again.
  bool enabled() const { return retry_on_ != 0; }
  // The failure is one to try again for, whatever is left.
  bool Wants(const http::ResponseHead& response) const;
  bool Wants(http::ResetReason reason, bool head_sent) const;

  // True when one more try is left, which it takes.
  bool TakeOne();
  // How long to wait before the next try; once for each that was taken. `response` may be null.
  struct Wait {
    base::Duration delay{0};
    bool rate_limited = false;  // the response itself said how long
  };
  Wait NextWait(base::Random& random, base::WallTime now, const http::ResponseHead* response);

  const policy::RetryPolicy* policy() const { return policy_; }

 private:
  bool Has(policy::RetryOn what) const { return (retry_on_ & what) != 0; }
  bool WantsGrpc(const http::ResponseHead& response) const;
  absl::optional<base::Duration> ResetTime(const http::ResponseHead& response,
                                           base::WallTime now) const;

  const policy::RetryPolicy* policy_;
  uint32_t retry_on_ = 0;
  uint32_t remaining_ = 1;
  uint32_t taken_ = 0;
  std::vector<uint32_t> codes_;  // asked for by the request
};

}  // namespace nuncio::proxy::router

#endif  // NUNCIO_SOURCE_PROXY_ROUTER_RETRY_STATE_H_

#ifndef NUNCIO_SOURCE_PROXY_ROUTER_ROUTER_H_
#define NUNCIO_SOURCE_PROXY_ROUTER_ROUTER_H_

#include <cstdint>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "source/event/timer.h"
#include "source/filter/http_filter.h"
#include "source/filter/http_filter_callbacks.h"
#include "source/policy/hash_policy.h"
#include "source/proxy/router/attempt.h"
#include "source/proxy/router/kept_body.h"
#include "source/proxy/router/mirror_set.h"
#include "source/proxy/router/request_timeouts.h"
#include "source/proxy/router/retry_state.h"
#include "source/proxy/router/router_config.h"
#include "source/routing/route_decision.h"

namespace nuncio::proxy::router {

// The terminal filter: does what the route says. It answers (redirects, direct responses, errors)
// or forwards, in one attempt after the other until one is good enough or no more are allowed.
//
// Owner and lifetime: the stream's arena; over with OnDestroy. Thread: the worker. The request's
// head is frozen once it was rewritten; what differs between attempts goes into a copy that shares
// its bytes. The body is kept for further attempts up to the buffer limit; past it there are none.
// Back-pressure: upstream's watermarks pause the client, the client's pause upstream; a body that
// waits for a stream pauses the client at the limit.
class Router final : public filter::HttpFilter, public AttemptOwner {
 public:
  Router(const RouterConfig& config, const filter::HttpStreamContext& context);

  filter::HeadStatus DecodeHead(http::RequestHead& head, bool end) override;
  filter::DataStatus DecodeData(buffer::Buffer& data, bool end) override;
  filter::TrailersStatus DecodeTrailers(http::Trailers& trailers) override;
  void PauseResponse() override;
  void ResumeResponse() override;
  void OnDestroy() override;

 private:
  // AttemptOwner
  void OnAttemptReady(Attempt& attempt) override;
  void OnAttemptInterim(Attempt& attempt, http::ResponseHead& head) override;
  void OnAttemptHead(Attempt& attempt, http::ResponseHead& head, bool end) override;
  void OnAttemptData(Attempt& attempt, buffer::Buffer& data, bool end) override;
  void OnAttemptTrailers(Attempt& attempt, http::Trailers& trailers) override;
  void OnAttemptFailed(Attempt& attempt, http::ResetReason reason, absl::string_view why) override;
  void OnAttemptTimeout(Attempt& attempt) override;
  void OnAttemptBlocked(Attempt& attempt) override;
  void OnAttemptUnblocked(Attempt& attempt) override;

  // Answers that need no upstream (router_answers.cc).
  void AnswerNoRoute();
  void AnswerTlsRedirect();
  void AnswerRedirect();
  void AnswerDirectly();
  void AnswerNoCluster();
  void AnswerNoHost();
  void AnswerDrop(upstream::DropDecision decision);
  void AnswerFailure(http::ResetReason reason, absl::string_view why);
  void AnswerTimeout(absl::string_view details);
  bool RefuseBadHeaders();
  // Sends it, and counts it as the cluster's when one was chosen.
  void Answer(filter::LocalReply& reply, http::HeaderList* headers = nullptr);

  void Forward(http::RequestHead& head, bool end);
  void PrepareRequest(http::RequestHead& head);
  void OnRequestComplete();
  void SendMirrors();
  void StartAttempt();
  // A retry should not go to that host, by the policy's predicates.
  bool PassesOver(const policy::RetryPolicy& policy, const upstream::Host& host) const;
  bool EndsTunnelHere() const;
  http::RequestHead* HeadFor(Attempt& attempt);
  void PauseClient();
  void ResumeClient();

  enum class RetryVerdict : uint8_t { kNo, kLimit, kOverflow, kYes };
  RetryVerdict TryRetry(const http::ResponseHead* response);
  // True when another attempt will be made instead of what failed.
  bool RetryAfter(bool wanted, const http::ResponseHead* response);
  void OnRetryTimer();

  // The redirect of a host, where the route says that the proxy takes it (router_redirect.cc). True
  // if it was taken: the stream begins again, and this router is over.
  bool FollowRedirect(http::ResponseHead& response);
  // The request that the redirect asks for; null where it is the client's to go there.
  http::RequestHead* RedirectedHead(const routing::InternalRedirectPolicy& policy,
                                    const http::ResponseHead& response);

  void PrepareResponse(Attempt& attempt, http::ResponseHead& head);
  void FinishAttempt(Attempt& attempt);
  void OnGlobalTimeout();
  void CountResponse(int status, const http::ResponseHead* head);
  void CountHost(Attempt& attempt, int status);

  record::RequestRecord& record() { return context_.record; }
  worker::WorkerContext& worker() { return context_.worker; }
  base::Arena& arena() { return context_.arena; }

  const RouterConfig& config_;
  const filter::HttpStreamContext& context_;
  const routing::RouteDecision* decision_ = nullptr;
  const routing::RouteAction* action_ = nullptr;
  http::RequestHead* head_ = nullptr;
  http::Trailers* trailers_ = nullptr;
  upstream::ClusterPin cluster_;
  upstream::ResourcePriority priority_ = upstream::ResourcePriority::kDefault;
  policy::HashResult hash_;
  RequestTimeouts timeouts_;
  absl::optional<RetryState> retry_;
  upstream::Ticket retry_ticket_;
  Attempt* attempt_ = nullptr;  // the newest
  // The hosts of all attempts; each lives as long as its attempt.
  absl::InlinedVector<const upstream::Host*, 4> tried_;
  KeptBody body_;
  MirrorSet mirrors_;
  event::Timer timer_;        // over all attempts
  event::Timer retry_timer_;  // before the next one
  base::Instant request_complete_at_{};
  uint32_t attempts_ = 0;
  uint32_t response_pauses_ = 0;
  bool head_ends_ = false;
  bool request_complete_ = false;
  bool client_paused_ = false;          // for a body that waits
  bool upstream_blocked_ = false;       // for an upstream that is slow
  bool timeout_as_no_content_ = false;  // a client that wants 204 for time-outs
  bool internal_ = false;
  bool interim_seen_ = false;
  absl::string_view alt_stat_name_;  // further statistics, by wish of an insider
  bool response_started_ = false;
  bool done_ = false;
};

}  // namespace nuncio::proxy::router

#endif  // NUNCIO_SOURCE_PROXY_ROUTER_ROUTER_H_

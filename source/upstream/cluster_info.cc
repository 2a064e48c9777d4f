#include "source/upstream/cluster_info.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace nuncio::upstream {
namespace {

// The gauges of one priority, in the order of the enumeration.
struct OpenGauges {
  ClusterMetric connections;
  ClusterMetric pending;
  ClusterMetric requests;
  ClusterMetric retries;
  absl::string_view name;
};

constexpr OpenGauges kOpenGauges[kResourcePriorities] = {
    {kCircuitBreakersDefaultCxOpen, kCircuitBreakersDefaultRqPendingOpen,
     kCircuitBreakersDefaultRqOpen, kCircuitBreakersDefaultRqRetryOpen, "default"},
    {kCircuitBreakersHighCxOpen, kCircuitBreakersHighRqPendingOpen, kCircuitBreakersHighRqOpen,
     kCircuitBreakersHighRqRetryOpen, "high"},
};

void Configure(CircuitBreaker& breaker, const Thresholds& limits, const OpenGauges& gauges,
               const stats::GroupRef& group, stats::Store& store) {
  const auto configure = [&](TicketPool& pool, uint32_t limit, ClusterMetric open,
                             absl::string_view remaining_name) {
    stats::Gauge remaining;
    if (limits.track_remaining) {
      remaining = group->FindOrAddGauge(
          absl::StrCat("circuit_breakers.", gauges.name, ".remaining_", remaining_name));
      store.Set(remaining, limit);
    }
    pool.Configure(limit, group->gauge(open), remaining);
  };
  configure(breaker.connections, limits.max_connections, gauges.connections, "cx");
  configure(breaker.pending, limits.max_pending_requests, gauges.pending, "pending");
  configure(breaker.requests, limits.max_requests, gauges.requests, "rq");
  configure(breaker.retries, limits.max_retries, gauges.retries, "retries");
}

}  // namespace

ClusterInfo::ClusterInfo(std::shared_ptr<const ClusterOptions> options, stats::Store& store)
    : options_(std::move(options)),
      stats_(store.Instantiate(kClusterGroup, options_->stat_name())) {
  for (size_t i = 0; i < kResourcePriorities; ++i) {
    Configure(breakers_[i], options_->thresholds[i], kOpenGauges[i], stats_, store);
  }
}

}  // namespace nuncio::upstream

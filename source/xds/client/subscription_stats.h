#ifndef NUNCIO_SOURCE_XDS_CLIENT_SUBSCRIPTION_STATS_H_
#define NUNCIO_SOURCE_XDS_CLIENT_SUBSCRIPTION_STATS_H_

#include "absl/strings/string_view.h"
#include "source/base/clock.h"
#include "source/stats/group.h"
#include "source/stats/metric.h"
#include "source/stats/store.h"

namespace nuncio::xds::client {

// What a subscription's owner instantiates under its own name, next to its other metrics:
//
//   constexpr stats::GroupSpec kGroup = {"cluster_manager.cds", kSubscriptionMetrics};
//   options.stats = SubscriptionStatsOf(*group);  // and holds the group
inline constexpr stats::MetricSpec kSubscriptionMetrics[] = {
    {"update_attempt", stats::MetricKind::kCounter},
    {"update_success", stats::MetricKind::kCounter},
    {"update_failure", stats::MetricKind::kCounter},
    {"update_rejected", stats::MetricKind::kCounter},
    {"init_fetch_timeout", stats::MetricKind::kCounter},
    {"version", stats::MetricKind::kGauge},
    {"version_text", stats::MetricKind::kText},
    {"update_time", stats::MetricKind::kGauge},
    {"update_duration", stats::MetricKind::kHistogram},
};

// "control_plane.connected_state" and "control_plane.identifier": of the stream for all types, or
// of the stream of a single one.
inline constexpr stats::MetricSpec kControlPlaneMetrics[] = {
    {"connected_state", stats::MetricKind::kGauge},
    {"identifier", stats::MetricKind::kText},
};

// The metrics of one subscription, under the names of its owner ("cluster_manager.cds.",
// "cluster.a.", "http.main.rds.r."), who holds their group. What is left out is not counted.
//
// Each success, rejection, failure and time-out is also an attempt, and so is the subscription
// itself: as in the reference. Main only.
struct SubscriptionStats {
  stats::Counter update_attempt;
  stats::Counter update_success;
  stats::Counter update_failure;   // the stream or the file failed
  stats::Counter update_rejected;  // an answer was refused, in part or as a whole
  stats::Counter init_fetch_timeout;
  stats::Gauge version;              // XXH64 of the text
  stats::Text version_text;          // of the last answer that was taken whole
  stats::Gauge update_time;          // its time, in milliseconds since the epoch
  stats::Histogram update_duration;  // milliseconds that the subscriber took for an answer
  stats::Gauge connected_state;      // 1 while the stream is open
  stats::Text identifier;            // of the control plane, as its last answer said

  void CountAttempt(stats::Store& store) const;
  void CountSuccess(stats::Store& store, absl::string_view accepted_version,
                    base::WallTime now) const;
  void CountRejected(stats::Store& store) const;
  void CountFailure(stats::Store& store) const;
  void CountFetchTimeout(stats::Store& store) const;
  void RecordDuration(stats::Store& store, base::Duration duration) const;
  void SetIdentifier(stats::Store& store, absl::string_view identifier) const;
  void SetConnected(stats::Store& store, bool connected) const;
};

// Of a group whose metrics are kSubscriptionMetrics.
SubscriptionStats SubscriptionStatsOf(const stats::Group& group);
// Adds those of a group whose metrics are kControlPlaneMetrics.
void AddControlPlaneStats(const stats::Group& group, SubscriptionStats& stats);

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_SUBSCRIPTION_STATS_H_

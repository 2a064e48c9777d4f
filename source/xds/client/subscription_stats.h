#ifndef NUNCIO_SOURCE_XDS_CLIENT_SUBSCRIPTION_STATS_H_
#define NUNCIO_SOURCE_XDS_CLIENT_SUBSCRIPTION_STATS_H_

#include "absl/strings/string_view.h"
#include "source/base/clock.h"
#include "source/stats/group.h"
#include "source/stats/metric.h"
#include "source/stats/store.h"
#include "source/xds/client/source.h"

namespace nuncio::xds::client {

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

// The metrics of a subscription among those of its owner: "<group>.update_success" and so on, with
// "<group>.control_plane.connected_state" where `source` is a stream of its own. They live as long
// as the group.
SubscriptionStats SubscriptionStatsIn(const stats::Group& group, const Source& source);
// Only those of the stream: for the one of all types, whose group is "control_plane".
SubscriptionStats StreamStatsIn(const stats::Group& group);

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_SUBSCRIPTION_STATS_H_

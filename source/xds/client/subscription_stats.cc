#include "source/xds/client/subscription_stats.h"

#include <chrono>

#include "source/base/hash.h"

namespace nuncio::xds::client {
namespace {

void Count(stats::Store& store, stats::Counter counter) {
  if (counter.id != 0) store.slots(0).Add(counter);
}

void Set(stats::Store& store, stats::Gauge gauge, uint64_t value) {
  if (gauge.id != 0) store.Set(gauge, value);
}

uint64_t Milliseconds(base::Duration duration) {
  return static_cast<uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(duration).count());
}

}  // namespace

void SubscriptionStats::CountAttempt(stats::Store& store) const { Count(store, update_attempt); }

void SubscriptionStats::CountSuccess(stats::Store& store, absl::string_view accepted_version,
                                     base::WallTime now) const {
  Count(store, update_attempt);
  Count(store, update_success);
  Set(store, version, base::Hash64(accepted_version));
  if (version_text.id != 0) store.SetText(version_text, accepted_version);
  Set(store, update_time, Milliseconds(now.time_since_epoch()));
}

void SubscriptionStats::CountRejected(stats::Store& store) const {
  Count(store, update_attempt);
  Count(store, update_rejected);
}

void SubscriptionStats::CountFailure(stats::Store& store) const {
  Count(store, update_attempt);
  Count(store, update_failure);
}

void SubscriptionStats::CountFetchTimeout(stats::Store& store) const {
  Count(store, update_attempt);
  Count(store, init_fetch_timeout);
}

void SubscriptionStats::RecordDuration(stats::Store& store, base::Duration duration) const {
  if (update_duration.id != 0) store.slots(0).Record(update_duration, Milliseconds(duration));
}

void SubscriptionStats::SetIdentifier(stats::Store& store, absl::string_view text) const {
  if (identifier.id != 0 && !text.empty()) store.SetText(identifier, text);
}

void SubscriptionStats::SetConnected(stats::Store& store, bool connected) const {
  Set(store, connected_state, connected ? 1 : 0);
}

SubscriptionStats SubscriptionStatsOf(const stats::Group& group) {
  // In the order of kSubscriptionMetrics.
  SubscriptionStats stats;
  stats.update_attempt = group.counter(0);
  stats.update_success = group.counter(1);
  stats.update_failure = group.counter(2);
  stats.update_rejected = group.counter(3);
  stats.init_fetch_timeout = group.counter(4);
  stats.version = group.gauge(5);
  stats.version_text = group.text(6);
  stats.update_time = group.gauge(7);
  stats.update_duration = group.histogram(8);
  return stats;
}

void AddControlPlaneStats(const stats::Group& group, SubscriptionStats& stats) {
  stats.connected_state = group.gauge(0);
  stats.identifier = group.text(1);
}

}  // namespace nuncio::xds::client

#include "source/xds/client/subscription_stats.h"

#include <chrono>
#include <variant>

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

SubscriptionStats SubscriptionStatsIn(const stats::Group& group, const Source& source) {
  const auto counter = [&](absl::string_view name) { return group.FindOrAddCounter(name); };
  SubscriptionStats out;
  out.update_attempt = counter("update_attempt");
  out.update_success = counter("update_success");
  out.update_failure = counter("update_failure");
  out.update_rejected = counter("update_rejected");
  out.init_fetch_timeout = counter("init_fetch_timeout");
  out.version = group.FindOrAddGauge("version");
  out.version_text = group.FindOrAddText("version_text");
  out.update_time = group.FindOrAddGauge("update_time");
  out.update_duration = group.FindOrAddHistogram("update_duration");
  if (std::holds_alternative<GrpcSource>(source)) {
    out.connected_state = group.FindOrAddGauge("control_plane.connected_state");
    out.identifier = group.FindOrAddText("control_plane.identifier");
  }
  return out;
}

SubscriptionStats StreamStatsIn(const stats::Group& group) {
  SubscriptionStats out;
  out.connected_state = group.FindOrAddGauge("connected_state");
  out.identifier = group.FindOrAddText("identifier");
  return out;
}

}  // namespace nuncio::xds::client

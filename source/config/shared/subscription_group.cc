#include "source/config/shared/subscription_group.h"

#include <variant>

namespace nuncio::config {

xds::client::SubscriptionStats SubscriptionMetrics(const stats::Group& group,
                                                   const xds::client::Source& source) {
  const auto counter = [&](absl::string_view name) { return group.FindOrAddCounter(name); };
  xds::client::SubscriptionStats out;
  out.update_attempt = counter("update_attempt");
  out.update_success = counter("update_success");
  out.update_failure = counter("update_failure");
  out.update_rejected = counter("update_rejected");
  out.init_fetch_timeout = counter("init_fetch_timeout");
  out.version = group.FindOrAddGauge("version");
  out.version_text = group.FindOrAddText("version_text");
  out.update_time = group.FindOrAddGauge("update_time");
  if (std::holds_alternative<xds::client::GrpcSource>(source)) {
    out.connected_state = group.FindOrAddGauge("control_plane.connected_state");
  }
  return out;
}

}  // namespace nuncio::config

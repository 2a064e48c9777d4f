#include "source/config/subscription_group.h"

#include "absl/strings/str_cat.h"

namespace nuncio::config {

xds::client::SubscriptionStats SubscriptionMetrics(const stats::Group& group,
                                                   absl::string_view prefix) {
  const auto counter = [&](absl::string_view name) {
    return group.FindOrAddCounter(absl::StrCat(prefix, name));
  };
  xds::client::SubscriptionStats out;
  out.update_attempt = counter("update_attempt");
  out.update_success = counter("update_success");
  out.update_failure = counter("update_failure");
  out.update_rejected = counter("update_rejected");
  out.init_fetch_timeout = counter("init_fetch_timeout");
  out.version = group.FindOrAddGauge(absl::StrCat(prefix, "version"));
  out.version_text = group.FindOrAddText(absl::StrCat(prefix, "version_text"));
  out.update_time = group.FindOrAddGauge(absl::StrCat(prefix, "update_time"));
  return out;
}

}  // namespace nuncio::config

#ifndef NUNCIO_SOURCE_CONFIG_SUBSCRIPTION_GROUP_H_
#define NUNCIO_SOURCE_CONFIG_SUBSCRIPTION_GROUP_H_

#include "source/stats/group.h"
#include "source/xds/client/subscription_stats.h"

namespace nuncio::config {

// The metrics of a subscription among those of its owner: "<group>.<prefix>update_success". They
// live as long as the group.
xds::client::SubscriptionStats SubscriptionMetrics(const stats::Group& group,
                                                   absl::string_view prefix = {});

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SUBSCRIPTION_GROUP_H_

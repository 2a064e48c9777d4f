#ifndef NUNCIO_SOURCE_CONFIG_SHARED_SUBSCRIPTION_GROUP_H_
#define NUNCIO_SOURCE_CONFIG_SHARED_SUBSCRIPTION_GROUP_H_

#include "source/stats/group.h"
#include "source/xds/client/source.h"
#include "source/xds/client/subscription_stats.h"

namespace nuncio::config {

// The metrics of a subscription among those of its owner: "<group>.update_success". They
// live as long as the group.
// `source` is where it asks: a stream of its own has a gauge of its own.
xds::client::SubscriptionStats SubscriptionMetrics(const stats::Group& group,
                                                   const xds::client::Source& source);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SHARED_SUBSCRIPTION_GROUP_H_

#ifndef NUNCIO_SOURCE_ADMIN_CLUSTERS_PAGE_H_
#define NUNCIO_SOURCE_ADMIN_CLUSTERS_PAGE_H_

#include "source/admin/page.h"
#include "source/upstream/clusters/cluster_set.h"

namespace nuncio::admin {

// /clusters: each cluster with its limits, and its hosts with their counters and health; as lines,
// or as JSON with format=json.
void AddClustersPage(const upstream::ClusterSet& clusters, PageBook& pages);

}  // namespace nuncio::admin

#endif  // NUNCIO_SOURCE_ADMIN_CLUSTERS_PAGE_H_

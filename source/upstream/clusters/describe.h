#ifndef NUNCIO_SOURCE_UPSTREAM_CLUSTERS_DESCRIBE_H_
#define NUNCIO_SOURCE_UPSTREAM_CLUSTERS_DESCRIBE_H_

#include "source/record/upstream_record.h"
#include "source/upstream/clusters/worker_cluster.h"
#include "source/upstream/host.h"

namespace nuncio::upstream {

// Writes down which host of which cluster was chosen. The record looks into both from then on: who
// keeps it holds their pins.
void Describe(const WorkerCluster& cluster, const Host& host, record::UpstreamRecord& record);

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_CLUSTERS_DESCRIBE_H_

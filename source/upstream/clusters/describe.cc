#include "source/upstream/clusters/describe.h"

namespace nuncio::upstream {

void Describe(const WorkerCluster& cluster, const Host& host, record::UpstreamRecord& record) {
  record.cluster_name = cluster.name();
  record.cluster_observability_name = cluster.options().stat_name();
  record.cluster_metadata = cluster.options().metadata.get();
  record.host_address = &host.address();
  record.host_name = host.hostname();
  record.host_metadata = host.metadata().get();
  if (host.locality() == nullptr) return;
  record.locality_region = host.locality()->region;
  record.locality_zone = host.locality()->zone;
  record.locality_sub_zone = host.locality()->sub_zone;
}

}  // namespace nuncio::upstream

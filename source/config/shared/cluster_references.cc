#include "source/config/shared/cluster_references.h"

namespace nuncio::config {

absl::Status CheckReferences(const std::vector<ClusterReference>& references,
                             const schema::ResourceId& resource, const KnowsCluster& knows) {
  schema::ConfigErrors errors;
  for (const ClusterReference& reference : references) {
    if (knows(reference.cluster)) continue;
    schema::ConfigError error;
    error.resource = resource;
    error.field_path = reference.field_path;
    error.rule = "must be a cluster that is there";
    error.value = schema::QuoteValue(reference.cluster);
    errors.Add(std::move(error));
  }
  return errors.ToStatus();
}

}  // namespace nuncio::config

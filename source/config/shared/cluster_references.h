#ifndef NUNCIO_SOURCE_CONFIG_SHARED_CLUSTER_REFERENCES_H_
#define NUNCIO_SOURCE_CONFIG_SHARED_CLUSTER_REFERENCES_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "source/schema/config_error.h"

namespace nuncio::config {

// A cluster that a resource names, and where.
struct ClusterReference {
  std::string cluster;
  std::string field_path;
};

// Whether the proxy has heard of a cluster of that name: it may still wait for its endpoints.
using KnowsCluster = std::function<bool(absl::string_view name)>;

// An error with each reference to a cluster that nobody knows.
absl::Status CheckReferences(const std::vector<ClusterReference>& references,
                             const schema::ResourceId& resource, const KnowsCluster& knows);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SHARED_CLUSTER_REFERENCES_H_

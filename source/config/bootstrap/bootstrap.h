#ifndef NUNCIO_SOURCE_CONFIG_BOOTSTRAP_BOOTSTRAP_H_
#define NUNCIO_SOURCE_CONFIG_BOOTSTRAP_BOOTSTRAP_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "envoy/config/bootstrap/v3/bootstrap.pb.h"
#include "source/base/clock.h"
#include "source/config/bootstrap/runtime_layers.h"
#include "source/config/clusters/cluster.h"
#include "source/config/listeners/listener.h"
#include "source/config/shared/access_log.h"
#include "source/config/shared/config_source.h"
#include "source/config/shared/scope.h"
#include "source/matching/string_matcher.h"
#include "source/network/address.h"
#include "source/schema/honoured.h"
#include "source/schema/validator.h"
#include "source/xds/client/source.h"

namespace nuncio::config {

struct AdminOptions {
  network::Address address;
  std::vector<AccessLogOptions> access_logs;
  // Targets that are answered; all when there is none.
  std::vector<matching::StringMatcher> allow_paths;
};

// Rising bounds of the buckets of the histograms whose name matches.
struct HistogramBuckets {
  matching::StringMatcher name;
  std::vector<double> bounds;
};

// A bootstrap that made sense: what the process starts with. Immutable.
struct BootstrapConfig {
  std::vector<std::shared_ptr<const ClusterConfig>> clusters;
  // Bytes of each, for dumps.
  std::vector<std::string> cluster_bytes;
  std::vector<std::shared_ptr<const ListenerPlan>> listeners;
  std::vector<std::string> listener_bytes;

  std::optional<xds::client::GrpcSource> ads;
  std::optional<ResourceSource> cds;
  std::optional<ResourceSource> lds;

  std::optional<AdminOptions> admin;
  base::Duration stats_flush_interval = std::chrono::seconds(5);
  bool stats_flush_on_admin = false;
  std::vector<HistogramBuckets> histogram_buckets;
  RuntimeLayers runtime;
};

// Checks and reads a bootstrap; the same at start and in --mode validate. Fills in what the
// environment takes from it (node, gRPC targets) before anything else is read. Null where a
// complaint was made.
std::shared_ptr<const BootstrapConfig> ParseBootstrap(
    const envoy::config::bootstrap::v3::Bootstrap& message, const schema::Validator& validator,
    schema::HonouredReport& honoured, Environment& environment, schema::ConfigErrors& errors);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_BOOTSTRAP_BOOTSTRAP_H_

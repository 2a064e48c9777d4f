#ifndef NUNCIO_SOURCE_CONFIG_CONFIG_DUMP_H_
#define NUNCIO_SOURCE_CONFIG_CONFIG_DUMP_H_

#include <string>

#include "source/base/clock.h"
#include "source/config/bootstrap/bootstrap_file.h"
#include "source/config/clusters/cluster_binder.h"
#include "source/config/listeners/listener_binder.h"
#include "source/xds/client/discovery_client.h"

namespace nuncio::config {

// What of the configuration is asked for.
struct DumpQuery {
  std::string resource;    // one list of one section: "dynamic_active_clusters"; empty: everything
  std::string mask;        // fields of each element: "cluster.name,cluster.type"; empty: all
  std::string name_regex;  // whole names; empty: all
  bool include_eds = false;
};

// What configuration is looked at; all of main.
struct DumpSources {
  const BootstrapFile& bootstrap;
  base::WallTime started;
  const ClusterBinder& clusters;
  const ListenerBinder& listeners;
  const xds::client::DiscoveryClient& discovery;
};

struct DumpAnswer {
  int status = 200;
  std::string text;  // JSON where the status is 200, else what is wrong
};

// The configuration in force, decoded from the bytes that came, as an envoy.admin.v3.ConfigDump in
// JSON; secrets are masked.
DumpAnswer DumpConfig(const DumpSources& sources, const DumpQuery& query);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_CONFIG_DUMP_H_

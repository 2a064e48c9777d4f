#ifndef NUNCIO_SOURCE_CONFIG_SHARED_MAKING_H_
#define NUNCIO_SOURCE_CONFIG_SHARED_MAKING_H_

#include <memory>
#include <string>
#include <vector>

#include "source/base/log.h"
#include "source/config/shared/routes_in_force.h"
#include "source/runtime/values.h"
#include "source/stats/store.h"
#include "source/upstream/clusters/cluster_set.h"
#include "source/worker/file_writer.h"
#include "source/worker/published.h"
#include "source/worker/worker_pool.h"

namespace nuncio::config {

class RouteBinder;

// The parts of the process that configuration is made into. Owned by the server; outlive everything
// that is made. Main only.
struct Parts {
  worker::WorkerPool& workers;
  stats::Store& stats;
  worker::FileWriter& files;
  upstream::ClusterSet& clusters;
  RouteBinder& routes;
  base::Logger& log;
  // This machine's own address, for x-forwarded-for.
  std::string local_ip;
  std::shared_ptr<worker::Published<runtime::Values>> runtime;
};

// The making of one listener: on the stack of whoever makes it.
struct Making {
  Parts& parts;
  // Who it is for: "listener a".
  std::string owner;
  // What must have come before it can serve.
  std::vector<std::shared_ptr<RoutesInForce>> waits_for;
};

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SHARED_MAKING_H_

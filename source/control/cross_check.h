#ifndef NUNCIO_SOURCE_CONTROL_CROSS_CHECK_H_
#define NUNCIO_SOURCE_CONTROL_CROSS_CHECK_H_

#include <vector>

#include "source/control/resource_reader.h"
#include "source/schema/config_error.h"

namespace nuncio::control {

// What one resource expects of another that is not there: a route to an unknown cluster, a listener
// whose route configuration is missing, a cluster without endpoints, endpoints without a cluster.
// Warnings only, since a proxy may have clusters and routes of its own.
schema::ConfigErrors CrossCheck(const std::vector<LoadedResource>& resources);

}  // namespace nuncio::control

#endif  // NUNCIO_SOURCE_CONTROL_CROSS_CHECK_H_

#ifndef NUNCIO_SOURCE_CONTROL_PROXY_CHECK_H_
#define NUNCIO_SOURCE_CONTROL_PROXY_CHECK_H_

#include "source/config/shared/environment.h"
#include "source/control/resource_reader.h"

namespace nuncio::control {

// Reads each resource as Nuncio's proxy will, and complains of what it would refuse: a filter that
// it does not have, a regular expression that does not compile. `environment` outlives the checker.
ResourceChecker MakeProxyCheck(const config::Environment& environment);

}  // namespace nuncio::control

#endif  // NUNCIO_SOURCE_CONTROL_PROXY_CHECK_H_

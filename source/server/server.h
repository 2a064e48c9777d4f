#ifndef NUNCIO_SOURCE_SERVER_SERVER_H_
#define NUNCIO_SOURCE_SERVER_SERVER_H_

#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/server/configuration.h"
#include "source/server/options.h"

namespace nuncio::server {

// Serves until the process is told to end; returns its exit status. Everything outlives the call.
int Serve(const Options& options, const Configuration& configuration, const base::Clock& clock,
          base::Logger& log);

}  // namespace nuncio::server

#endif  // NUNCIO_SOURCE_SERVER_SERVER_H_

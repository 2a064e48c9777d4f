#include "source/server/server.h"

#include <csignal>
#include <cstdlib>

#include "source/server/process.h"

namespace nuncio::server {

int Serve(const Options& options, const Configuration& configuration, const base::Clock& clock,
          base::Logger& log) {
  // A peer that is gone is an error of the write, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  Process process(options, configuration, clock, log);
  if (const absl::Status status = process.Start(); !status.ok()) {
    log.Write(base::LogLevel::kCritical, "server", status.message());
    return EXIT_FAILURE;
  }
  return process.Run();
}

}  // namespace nuncio::server

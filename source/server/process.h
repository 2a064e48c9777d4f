#ifndef NUNCIO_SOURCE_SERVER_PROCESS_H_
#define NUNCIO_SOURCE_SERVER_PROCESS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "source/admin/http_server.h"
#include "source/admin/page.h"
#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/base/random.h"
#include "source/config/bootstrap/runtime_layers.h"
#include "source/config/clusters/cluster_binder.h"
#include "source/config/listeners/listener_binder.h"
#include "source/config/routes/route_binder.h"
#include "source/config/shared/making.h"
#include "source/event/loop.h"
#include "source/event/signal_watch.h"
#include "source/event/timer.h"
#include "source/filter/drain_state.h"
#include "source/listener/listener_set.h"
#include "source/network/listen_sockets.h"
#include "source/runtime/values.h"
#include "source/server/configuration.h"
#include "source/server/options.h"
#include "source/stats/store.h"
#include "source/upstream/clusters/cluster_set.h"
#include "source/worker/file_writer.h"
#include "source/worker/published.h"
#include "source/worker/worker_pool.h"
#include "source/xds/client/discovery_client.h"

namespace nuncio::server {

// What the process is at, as /ready says it. The numbers are those of server.state.
enum class State { kLive = 0, kDraining = 1, kPreInitializing = 2, kInitializing = 3 };
absl::string_view ToString(State state);

// The proxy: all parts of it, in the order in which they need each other, and its life.
//
// Life: the admin pages answer from the start. Clusters of the bootstrap come first, then those of
// CDS; when all of them are warm the listeners, of the bootstrap and of LDS; when those are warm
// the workers start and connections are taken. At the end no listener comes any more, and
// connections get the drain time; who is told to end twice does so at once.
//
// Owned by Serve; main only.
class Process {
 public:
  // Everything outlives it.
  Process(const Options& options, const Configuration& configuration, const base::Clock& clock,
          base::Logger& log);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Opens the admin port and begins to start up. An error when that is impossible.
  absl::Status Start();
  // Runs until the end; the exit status. Ends the process itself where a log file takes no bytes.
  int Run();

 private:
  enum class Stage { kStaticClusters, kDynamicClusters, kListeners, kServing };

  // Startup.
  absl::Status OpenAdmin();
  void AddStaticClusters();
  void AdvanceSoon();
  void Advance();
  void AddListeners();
  void GoLive();
  void Abort(const absl::Status& status);

  // Life.
  State state() const;
  void FlushStats();
  void RefreshGauges();
  void FailHealthCheck(bool failed);
  void RuntimeChanged();

  // End.
  void WatchSignals();
  void Shutdown();
  void ShutdownWorkers();

  // Pages.
  void AddPages();
  void AddRuntimePages();
  std::string ServerInfo() const;
  std::string InitDump() const;

  const Options& options_;
  const Configuration& configuration_;
  const base::Clock& clock_;
  base::Logger& log_;
  base::SystemRandom random_;  // for access logs
  const base::Instant started_;
  const base::WallTime started_wall_;
  const filter::DrainOptions drain_;

  stats::Store stats_;
  const stats::GroupRef server_stats_;
  const stats::GroupRef runtime_stats_;
  event::Loop loop_;
  worker::WorkerPool workers_;
  worker::FileWriter files_;
  network::ListenSocketRegistry sockets_;
  upstream::ClusterSet clusters_;
  listener::ListenerSet listeners_;
  xds::client::DiscoveryClient discovery_;
  config::RouteBinder routes_;
  config::RuntimeLayers runtime_layers_;
  const std::shared_ptr<worker::Published<runtime::Values>> runtime_;
  config::Parts parts_;
  config::ClusterBinder cluster_binder_;
  config::ListenerBinder listener_binder_;

  admin::PageBook pages_;
  std::unique_ptr<admin::HttpServer> admin_;
  std::vector<std::unique_ptr<event::SignalWatch>> end_signals_;
  std::vector<std::unique_ptr<event::SignalWatch>> other_signals_;
  event::Timer flush_timer_;

  Stage stage_ = Stage::kStaticClusters;
  bool advance_scheduled_ = false;
  bool health_failed_ = false;
  bool workers_run_ = false;
  bool shutting_down_ = false;
  uint64_t counted_unknown_fields_ = 0;
  uint64_t counted_unsupported_fields_ = 0;
  int exit_status_ = 0;
};

}  // namespace nuncio::server

#endif  // NUNCIO_SOURCE_SERVER_PROCESS_H_

#include "source/server/process.h"

#include <sched.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "source/access_log/access_log.h"
#include "source/config/shared/access_log.h"
#include "source/config/shared/in_force.h"
#include "source/format/input.h"
#include "source/server/local_address.h"
#include "source/server/server_stats.h"
#include "source/server/version.h"

namespace nuncio::server {
namespace {

// How long the end waits for log files to take their last lines; and when it must be quick.
constexpr std::chrono::milliseconds kLastFlush(1000);
constexpr std::chrono::milliseconds kFlushAtOnce(100);

// As many as there are cores for this process.
size_t WorkerCount(const Options& options) {
  if (options.concurrency != 0) return options.concurrency;
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof(cores), &cores) == 0) {
    return static_cast<size_t>(std::max(1, CPU_COUNT(&cores)));
  }
  return std::max(1u, std::thread::hardware_concurrency());
}

worker::FileWriterOptions FileOptions(const Options& options) {
  worker::FileWriterOptions out;
  out.flush_interval = options.file_flush_interval;
  out.flush_bytes = options.file_flush_min_size_kb * 1024;
  return out;
}

filter::DrainOptions DrainOptionsOf(const Options& options) {
  filter::DrainOptions out;
  out.time = options.drain_time;
  out.strategy = options.drain_strategy == DrainStrategy::kImmediate
                     ? filter::DrainStrategy::kImmediate
                     : filter::DrainStrategy::kGradual;
  return out;
}

xds::client::DiscoveryClientOptions DiscoveryOptions(const Configuration& configuration) {
  xds::client::DiscoveryClientOptions out;
  out.node = configuration.file().message.node();
  out.ads = configuration.bootstrap().ads;
  out.unknown_fields = configuration.unknown_field_policy();
  return out;
}

}  // namespace

absl::string_view ToString(State state) {
  switch (state) {
    case State::kLive:
      return "LIVE";
    case State::kDraining:
      return "DRAINING";
    case State::kPreInitializing:
      return "PRE_INITIALIZING";
    case State::kInitializing:
      return "INITIALIZING";
  }
  return "";
}

Process::Process(const Options& options, const Configuration& configuration,
                 const base::Clock& clock, base::Logger& log)
    : options_(options),
      configuration_(configuration),
      clock_(clock),
      log_(log),
      started_(clock.Now()),
      started_wall_(clock.WallNow()),
      drain_(DrainOptionsOf(options)),
      stats_(WorkerCount(options) + 2),  // main, the workers, the writer of files
      server_stats_(stats_.Instantiate(kServerGroup)),
      runtime_stats_(stats_.Instantiate(kRuntimeGroup)),
      loop_(clock),
      workers_({loop_, clock, log, stats_}, WorkerCount(options)),
      files_(log, stats_, workers_.size() + 1, FileOptions(options)),
      sockets_(workers_.size()),
      clusters_(workers_, stats_),
      listeners_({workers_, loop_, stats_, sockets_, log}, drain_),
      discovery_({loop_, clock, log, stats_, std::make_unique<base::SystemRandom>()},
                 DiscoveryOptions(configuration)),
      routes_({loop_, workers_, stats_, log, discovery_, configuration.types().routes()}),
      runtime_layers_(configuration.bootstrap().runtime),
      runtime_(std::make_shared<worker::Published<runtime::Values>>(
          workers_, std::make_shared<const runtime::Values>(runtime_layers_.Merge()))),
      parts_{workers_,
             stats_,
             files_,
             clusters_,
             routes_,
             log,
             OwnAddress(options.local_address_ip_version == IpVersion::kV6),
             runtime_},
      cluster_binder_({loop_, stats_, log, clusters_, discovery_, configuration.types().clusters(),
                       configuration.types().endpoints(), routes_}),
      listener_binder_({loop_, stats_, log, listeners_, discovery_,
                        configuration.types().listeners(), cluster_binder_, parts_}),
      pages_("Nuncio"),
      flush_timer_(loop_, [this] { FlushStats(); }) {
  stats_.Set(server_stats_->gauge(kConcurrency), workers_.size());
  stats_.Set(server_stats_->gauge(kHotRestartEpoch), options.restart_epoch);
  stats_.slots(0).Add(server_stats_->counter(kStaticUnknownFields),
                      configuration.file().unknown_fields);
  RuntimeChanged();
  routes_.set_on_change([this] { cluster_binder_.RoutesChanged(); });
  cluster_binder_.set_on_change([this] { AdvanceSoon(); });
  listener_binder_.set_on_change([this] { AdvanceSoon(); });
}

Process::~Process() = default;

absl::Status Process::Start() {
  AddPages();
  if (absl::Status status = OpenAdmin(); !status.ok()) return status;
  WatchSignals();
  flush_timer_.Start(configuration_.bootstrap().stats_flush_interval);
  AddStaticClusters();
  AdvanceSoon();
  return absl::OkStatus();
}

int Process::Run() {
  loop_.Run();
  end_signals_.clear();  // from here on they end the process by themselves
  workers_.Stop();
  if (!files_.Flush(kLastFlush)) {
    log_.Warning("server", "a log file takes no bytes: its last lines are lost");
    std::_Exit(exit_status_);  // its thread may never come back from the write
  }
  return exit_status_;
}

void Process::WatchSignals() {
  for (const int signal : {SIGTERM, SIGINT}) {
    end_signals_.push_back(std::make_unique<event::SignalWatch>(loop_, signal, [this, signal] {
      log_.Info("server", "caught ", signal == SIGTERM ? "SIGTERM" : "SIGINT");
      Shutdown();
    }));
  }
  const auto on = [this](int signal, base::Function<void()> act) {
    other_signals_.push_back(std::make_unique<event::SignalWatch>(loop_, signal, std::move(act)));
  };
  on(SIGUSR1, [this] {
    log_.Info("server", "reopening log files");
    files_.Reopen();
  });
  // Of a terminal that closed, or of a script that means SIGUSR1: no reason to end.
  on(SIGHUP, [this] { log_.Info("server", "caught SIGHUP, which changes nothing"); });
}

absl::Status Process::OpenAdmin() {
  const auto& options = configuration_.bootstrap().admin;
  if (!options.has_value()) return absl::OkStatus();
  const auto handler = [this, &allowed = options->allow_paths](const admin::Request& request) {
    if (!allowed.empty() && !matching::AnyMatches(allowed, request.target)) {
      return admin::Response{403, absl::StrCat("request to path ", request.target, " not allowed")};
    }
    return pages_.Answer(request);
  };
  auto logs = config::OpenAccessLogs(options->access_logs, files_);
  if (!logs.ok()) return logs.status();
  const auto log = [this, logs = *std::move(logs)](const record::RequestRecord& record) {
    format::Input input(record);
    input.now = clock_.WallNow();
    input.random = &random_;
    access_log::WriteAll(logs, {input, random_.Next()});
  };
  auto server = admin::HttpServer::Listen(loop_, options->address, handler, log);
  if (!server.ok()) return server.status();
  admin_ = *std::move(server);
  log_.Info("admin", "admin address: ", admin_->address().ToString());
  if (!options_.admin_address_path.empty()) {
    std::ofstream file(options_.admin_address_path);
    if (!(file << admin_->address().ToString() << std::flush)) {
      log_.Error("admin", "cannot write ", options_.admin_address_path);
    }
  }
  return absl::OkStatus();
}

void Process::AddStaticClusters() {
  const config::BootstrapConfig& bootstrap = configuration_.bootstrap();
  const base::WallTime now = clock_.WallNow();
  for (size_t i = 0; i < bootstrap.clusters.size(); ++i) {
    cluster_binder_.AddStatic(bootstrap.clusters[i],
                              config::StaticResource(bootstrap.clusters[i]->options->name,
                                                     bootstrap.cluster_bytes[i], now));
  }
}

void Process::AdvanceSoon() {
  if (std::exchange(advance_scheduled_, true)) return;
  loop_.Post([this] {
    advance_scheduled_ = false;
    Advance();
  });
}

void Process::Advance() {
  if (shutting_down_) return;
  if (stage_ == Stage::kStaticClusters && cluster_binder_.settled()) {
    stage_ = Stage::kDynamicClusters;
    if (configuration_.bootstrap().cds) cluster_binder_.Subscribe(*configuration_.bootstrap().cds);
  }
  if (stage_ == Stage::kDynamicClusters && cluster_binder_.settled()) {
    stage_ = Stage::kListeners;
    log_.Info("server", "all clusters are ready, adding listeners");
    AddListeners();
  }
  if (stage_ == Stage::kListeners && !shutting_down_ && listener_binder_.settled()) GoLive();
}

void Process::AddListeners() {
  const config::BootstrapConfig& bootstrap = configuration_.bootstrap();
  const base::WallTime now = clock_.WallNow();
  for (size_t i = 0; i < bootstrap.listeners.size(); ++i) {
    const absl::Status status = listener_binder_.AddStatic(
        *bootstrap.listeners[i], config::StaticResource(bootstrap.listeners[i]->options.name,
                                                        bootstrap.listener_bytes[i], now));
    if (!status.ok()) return Abort(status);
  }
  if (bootstrap.lds.has_value()) listener_binder_.Subscribe(*bootstrap.lds);
}

void Process::GoLive() {
  stage_ = Stage::kServing;
  workers_.Start();
  workers_run_ = true;
  listeners_.Start();
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(clock_.Now() - started_).count();
  stats_.slots(0).Record(server_stats_->histogram(kInitializationTimeMs), took);
  RefreshGauges();
  log_.Info("server", "everything is ready after ", took, " ms, serving with ", workers_.size(),
            " workers");
  if (options_.mode == Mode::kInitOnly) Shutdown();
}

void Process::Abort(const absl::Status& status) {
  log_.Write(base::LogLevel::kCritical, "server", status.message());
  exit_status_ = EXIT_FAILURE;
  Shutdown();
}

State Process::state() const {
  switch (stage_) {
    case Stage::kStaticClusters:
    case Stage::kDynamicClusters:
      return State::kPreInitializing;
    case Stage::kListeners:
      return State::kInitializing;
    case Stage::kServing:
      return health_failed_ || shutting_down_ ? State::kDraining : State::kLive;
  }
  return State::kLive;
}

void Process::FlushStats() {
  RefreshGauges();
  stats_.Flush();
  flush_timer_.Start(configuration_.bootstrap().stats_flush_interval);
}

void Process::RefreshGauges() {
  const auto uptime = std::chrono::duration_cast<std::chrono::seconds>(clock_.Now() - started_);
  stats_.Set(server_stats_->gauge(kUptime), uptime.count());
  stats_.Set(server_stats_->gauge(kLive), state() == State::kLive ? 1 : 0);
  stats_.Set(server_stats_->gauge(kState), static_cast<uint64_t>(state()));
  stats_.Set(server_stats_->gauge(kTotalConnections), listeners_.open_connections());
  const uint64_t unknown = configuration_.dynamic_unknown_fields();
  stats_.slots(0).Add(server_stats_->counter(kDynamicUnknownFields),
                      unknown - std::exchange(counted_unknown_fields_, unknown));
  const uint64_t unsupported = configuration_.honoured().not_honoured();
  stats_.slots(0).Add(server_stats_->counter(kUnsupportedFields),
                      unsupported - std::exchange(counted_unsupported_fields_, unsupported));
}

void Process::RuntimeChanged() {
  const auto values = std::make_shared<const runtime::Values>(runtime_layers_.Merge());
  stats_.Set(runtime_stats_->gauge(kNumKeys), values->entries.size());
  stats_.Set(runtime_stats_->gauge(kNumLayers), runtime_layers_.layers().size());
  stats_.Set(runtime_stats_->gauge(kAdminOverridesActive),
             runtime_layers_.admin_overrides() > 0 ? 1 : 0);
  stats_.slots(0).Add(runtime_stats_->counter(kLoadSuccess));
  listeners_.UpdateRuntime(*values);
  runtime_->Set(values);
}

void Process::FailHealthCheck(bool failed) {
  health_failed_ = failed;
  listeners_.SetHealthFailed(failed);
  RefreshGauges();
}

void Process::Shutdown() {
  if (std::exchange(shutting_down_, true)) {
    log_.Info("server", "told to end again: ending at once");
    files_.Flush(kFlushAtOnce);
    std::_Exit(exit_status_);
  }
  log_.Info("server", "ending: waiting for requests for at most ", options_.drain_time.count(),
            " s");
  listener_binder_.Stop();
  // What is posted to workers must run, so that they let go of what is theirs.
  if (!std::exchange(workers_run_, true)) workers_.Start();
  listeners_.Shutdown(drain_.time, [this] { ShutdownWorkers(); });
}

void Process::ShutdownWorkers() {
  clusters_.Shutdown([this] {
    log_.Info("server", "ended");
    loop_.Stop();
  });
}

}  // namespace nuncio::server

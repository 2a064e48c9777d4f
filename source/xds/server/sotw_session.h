#ifndef NUNCIO_SOURCE_XDS_SERVER_SOTW_SESSION_H_
#define NUNCIO_SOURCE_XDS_SERVER_SOTW_SESSION_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "envoy/service/discovery/v3/discovery.pb.h"
#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/xds/server/snapshot.h"
#include "source/xds/server/type_session.h"

namespace nuncio::xds::server {

// One stream of one proxy, served in the state-of-the-world way, and the order in which a change
// reaches it: make before break. What is pointed to goes before what points to it, and what is no
// longer pointed to is taken away last.
//
//   1. clusters, with those that go still among them; endpoints; all types but
//   2. listeners and routes, once the proxy has accepted 1 and been quiet about clusters and
//      endpoints for `kSettle` (it accepts a cluster before it has asked for its endpoints)
//   3. clusters, without those that go, once the proxy has accepted 2 and been quiet about
//      listeners and routes for `kGrace` (it accepts a listener before it has asked for its routes)
//
// What the proxy refuses stops the steps after it, so that no route leads to a cluster that the
// proxy would not take; only the first answer of a type on a stream comes all the same. A proxy
// that does not answer delays a step no longer than `kPatience`.
//
// Free of gRPC and of threads: requests in, responses out. Owned by whoever owns the stream.
class SotwSession {
 public:
  static constexpr base::Duration kPatience = std::chrono::seconds(30);
  static constexpr base::Duration kSettle = std::chrono::milliseconds(300);
  static constexpr base::Duration kGrace = std::chrono::seconds(5);

  static constexpr size_t kMaxTypes = 64;

  using Send = std::function<void(const envoy::service::discovery::v3::DiscoveryResponse&)>;

  struct Options {
    // For logs: who is at the other end.
    std::string peer;
    // The type that the stream carries; empty for a stream that carries all.
    std::string only_type;
    // For ControlPlane.identifier in each response; may be empty.
    std::string identifier;
  };

  // `clock` and `log` outlive the session. `send` is called from inside OnRequest, SetSnapshot and
  // Tick; it must not call back.
  SotwSession(Options options, const base::Clock& clock, base::Logger& log, Send send);

  // An error is the peer's mistake, and the stream should end with it.
  absl::Status OnRequest(const envoy::service::discovery::v3::DiscoveryRequest& request);
  // What to serve from now on. Until the first one, requests wait.
  void SetSnapshot(SnapshotRef snapshot);
  // Looks at the clock: to be called a few times a second.
  void Tick() { Advance(); }

  // Empty until the first request.
  const std::string& node_id() const { return node_id_; }
  const std::string& node_cluster() const { return node_cluster_; }
  const std::string& peer() const { return options_.peer; }
  // In the order in which the types were first asked for.
  const std::vector<std::unique_ptr<TypeSession>>& types() const { return types_; }

 private:
  void Advance();
  void SendFirstStep();
  void SendSecondStep();
  void SendThirdStep();
  bool FirstStepDone();
  // Nothing is on its way to the proxy and nothing was refused.
  bool Accepted(absl::string_view type_url);
  bool Waiting(absl::string_view type_url);
  bool Quiet(base::Instant since, base::Duration wait) const;
  void SendNext(TypeSession& type, TypeSession::Absent absent);
  void UpdatePatience();
  TypeSession* Find(absl::string_view type_url);
  TypeSession& FindOrAdd(const std::string& type_url);
  void LogAnswer(const TypeSession& type, TypeSession::Heard heard);

  // Constant after construction.
  const Options options_;
  const base::Clock& clock_;
  base::Logger& log_;
  const Send send_;

  SnapshotRef snapshot_;
  std::string node_id_;
  std::string node_cluster_;
  std::vector<std::unique_ptr<TypeSession>> types_;
  uint64_t nonces_ = 0;
  // Since when an answer of the proxy is awaited.
  std::optional<base::Instant> waiting_since_;
  bool patience_lost_ = false;
  // When clusters or endpoints were last asked for or answered, and when listeners or routes were.
  base::Instant first_step_at_{};
  base::Instant second_step_at_{};
};

}  // namespace nuncio::xds::server

#endif  // NUNCIO_SOURCE_XDS_SERVER_SOTW_SESSION_H_

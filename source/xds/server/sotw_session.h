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
// What the proxy refuses, does not answer, or has no end of questions about, delays the next step
// by `kPatience` at most: one bad cluster must not keep everybody's routes back for ever. Only what
// goes stays as long as something is refused, since the proxy may hold on to what names it. What a
// proxy asks for and never got on this stream, it gets at once, in whatever step.
//
// Free of gRPC and of threads: requests in, responses out. Owned by whoever owns the stream.
class SotwSession {
 public:
  static constexpr base::Duration kPatience = TypeSession::kPatience;
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
  // What a step waits for those before it.
  struct Hold {
    std::optional<base::Instant> since;  // nothing while it may go on
    bool lost = false;                   // the patience: it went on all the same
  };

  void Advance();
  void SendFirstStep();
  void SendSecondStep();
  void SendThirdStep();
  bool FirstStepDone();
  bool SecondStepDone();
  // Nothing is on its way to the proxy, and nothing was refused of late.
  bool Settled(absl::string_view type_url);
  bool Refused(absl::string_view type_url);
  bool Quiet(base::Instant since, base::Duration wait) const;
  // Whether a step may begin: when those before it are done, or were awaited long enough.
  bool MayBegin(bool ready, Hold& hold) const;
  // Takes down what a request says about the step that the proxy is at. One that comes after
  // patience was lost earns it anew.
  void NoteQuestion(const TypeSession& type, TypeSession::Heard heard);
  void SendNext(TypeSession& type, TypeSession::Absent absent,
                TypeSession::Extent extent = TypeSession::Extent::kAll);
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
  Hold second_hold_;
  Hold third_hold_;
  // When the proxy last asked for clusters or endpoints or had a reason to, and when it last said
  // anything of listeners or routes.
  base::Instant first_step_at_{};
  base::Instant second_step_at_{};
};

}  // namespace nuncio::xds::server

#endif  // NUNCIO_SOURCE_XDS_SERVER_SOTW_SESSION_H_

#ifndef NUNCIO_SOURCE_XDS_SERVER_TYPE_SESSION_H_
#define NUNCIO_SOURCE_XDS_SERVER_TYPE_SESSION_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/btree_set.h"
#include "absl/strings/string_view.h"
#include "envoy/service/discovery/v3/discovery.pb.h"
#include "source/base/clock.h"
#include "source/xds/resource_type.h"
#include "source/xds/server/snapshot.h"

namespace nuncio::xds::server {

// What one proxy was told of one type, for people. Times are the wall clock's; the epoch: never.
struct TypeStatus {
  std::string type_url;
  bool all = false;                    // the proxy wants all of the type
  absl::btree_set<std::string> names;  // else these
  std::string sent_version;
  base::WallTime sent_at{};
  std::string accepted_version;
  base::WallTime accepted_at{};
  // The last refusal, until a later answer is accepted.
  std::string refused_version;
  std::string refused_reason;
  base::WallTime refused_at{};
};

// The server's half of the state-of-the-world protocol for one type on one stream: what the proxy
// asked for, what it holds, what it was sent and has not answered yet. One answer is under way at a
// time; what changes meanwhile goes with the next, which a proxy that does not answer holds up no
// longer than `kPatience`.
//
// Owned by its SotwSession; one thread.
class TypeSession {
 public:
  enum class Heard {
    kStale,     // the request answers something older than the last answer: nothing was done
    kAsked,     // it asks, for the first time or for other names
    kAccepted,  // the last answer is in force there
    kRefused,
    kRepeated,  // it asks again for what it has
  };

  // An answer that is not confirmed for so long does not stand in the way of a newer one.
  static constexpr base::Duration kPatience = std::chrono::seconds(30);

  // `clock` outlives the session.
  TypeSession(std::string type_url, const base::Clock& clock);

  Heard OnRequest(const envoy::service::discovery::v3::DiscoveryRequest& request);

  enum class Absent {
    kRemove,  // what the snapshot no longer has is left out
    kKeep,    // what the proxy holds stays in the answer: others may still point to it
  };
  // Which of the resources that are sent by name.
  enum class Extent {
    kAll,
    kNew,  // those that the proxy has not got yet: it cannot go on without them
  };
  // The next answer on the way to `target`; nothing while one is under way, when the proxy has all
  // of it, and when it has refused just this. Its nonce is `nonce`.
  std::optional<envoy::service::discovery::v3::DiscoveryResponse> Next(const Snapshot& target,
                                                                       Absent absent, Extent extent,
                                                                       std::string nonce);

  // The proxy has not answered the last answer yet.
  bool waiting() const { return in_flight_.has_value(); }
  // What was sent to reach this snapshot was refused.
  bool Refused(const Snapshot& target) const;
  // And that not long ago.
  bool RefusedOfLate(const Snapshot& target) const;
  // It has accepted all that it wants of this snapshot, and nothing more where answers are whole.
  bool HasAll(const Snapshot& target) const;
  // An answer was sent on this stream.
  bool answered() const { return !status_.sent_version.empty(); }
  // Since the last answer, names were asked for that may be new to the proxy.
  bool asks_anew() const { return asks_anew_; }

  const TypeStatus& status() const { return status_; }

 private:
  struct Sent {
    std::string target;   // the version in the snapshot
    std::string version;  // as sent; another one when something was kept in the answer
    ResourceMap resources;
  };

  bool Wants(absl::string_view name) const { return status_.all || status_.names.contains(name); }
  bool TakeNames(const envoy::service::discovery::v3::DiscoveryRequest& request);
  void TakeAnswer(const envoy::service::discovery::v3::DiscoveryRequest& request);
  ResourceMap WholeContent(const TypeSnapshot& target, Absent absent) const;
  ResourceMap ChangedContent(const TypeSnapshot& target, Extent extent) const;
  // Whether the answer under way must not be waited for any more.
  bool IsOverdue(const TypeSnapshot& target, Absent absent) const;
  void GiveUpWaiting();
  size_t CountWanted(const TypeSnapshot& target) const;

  const base::Clock& clock_;
  const bool whole_;
  TypeStatus status_;
  bool asked_ = false;
  bool named_names_ = false;
  // A whole answer is owed though nothing changed: the first, or other names were asked for.
  bool owed_ = false;
  std::string nonce_;
  ResourceMap held_;  // accepted by the proxy
  bool asks_anew_ = false;
  std::optional<Sent> in_flight_;
  base::Instant sent_at_{};
  std::optional<Sent> refused_;  // and not to be sent again as it was
  base::Instant refused_at_{};
  // There was nothing to send for this, and no request has come since: spares a comparison of all.
  std::optional<std::pair<std::string, Absent>> reached_;
};

}  // namespace nuncio::xds::server

#endif  // NUNCIO_SOURCE_XDS_SERVER_TYPE_SESSION_H_

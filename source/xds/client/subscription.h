#ifndef NUNCIO_SOURCE_XDS_CLIENT_SUBSCRIPTION_H_
#define NUNCIO_SOURCE_XDS_CLIENT_SUBSCRIPTION_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "source/base/clock.h"
#include "source/xds/client/source.h"
#include "source/xds/client/subscription_stats.h"
#include "source/xds/resource.h"
#include "source/xds/resource_type.h"

namespace nuncio::xds::client {

// What one answer means for one subscription. Valid during the call.
struct ResourceUpdate {
  // The version of the answer. What is unchanged keeps the version that brought it.
  absl::string_view version;
  // New, or different from before; each in force once OnUpdate returns without refusing it.
  std::vector<ResourceRef> changed;
  // Names that are gone. For a subscription by name only where the type's answers are whole.
  std::vector<std::string> removed;
};

enum class FailureCause {
  // The stream could not be opened or ended; it is tried again. For a file: it could not be read.
  kConnection,
  // initial_fetch_timeout passed without an answer. The subscription goes on waiting, but who
  // waits for it should go on without.
  kFetchTimeout,
  // The answer had something that was refused before it came here: bytes that do not parse, a
  // broken rule. (What OnUpdate refuses is not told again.)
  kRefused,
};

struct UpdateFailure {
  FailureCause cause;
  std::string details;
};

// How a subscriber hears. All calls come on main, from the loop and never from inside a call into
// the client. A subscriber may subscribe, and drop any subscription (its own as well), in a call.
class SubscriptionEvents {
 public:
  virtual ~SubscriptionEvents() = default;

  // Called for each answer that has something for this subscription; `changed` and `removed` may
  // both be empty (an empty or an unchanged answer). Also called once, soon after the subscription
  // was made, when the resource is already there. Returns what it will not have; the rest is in
  // force on return, and the server hears which was which.
  virtual std::vector<Refusal> OnUpdate(const ResourceUpdate& update) = 0;

  virtual void OnFailure(const UpdateFailure& failure) = 0;
};

struct SubscribeOptions {
  // Must outlive the client. One type URL has one ResourceType.
  const ResourceType* type = nullptr;
  // Empty: all of the type.
  std::string name;
  Source source;
  // Zero waits without end.
  base::Duration initial_fetch_timeout = std::chrono::seconds(15);
  // Who waits, for people: "cluster a".
  std::string owner;
  // Counted on main.
  SubscriptionStats stats;
};

struct SubscriptionState;

// A subscription in force; dropping it ends it. Made by DiscoveryClient::Subscribe, owned by the
// subscriber, used on main. It may outlive the client, and is dead then.
class Subscription {
 public:
  explicit Subscription(std::shared_ptr<SubscriptionState> state);
  ~Subscription();
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;

  // True from the first answer (taken or refused) or from the time-out on.
  bool fetched() const;
  // Of the last answer that was taken whole; empty before.
  absl::string_view version() const;

 private:
  const std::shared_ptr<SubscriptionState> state_;
};

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_SUBSCRIPTION_H_

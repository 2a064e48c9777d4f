#ifndef NUNCIO_SOURCE_XDS_CLIENT_SUBSCRIPTION_TABLE_H_
#define NUNCIO_SOURCE_XDS_CLIENT_SUBSCRIPTION_TABLE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "source/base/clock.h"
#include "source/event/timer.h"
#include "source/xds/client/answer.h"
#include "source/xds/client/interest.h"
#include "source/xds/client/subscription.h"
#include "source/xds/resource.h"
#include "source/xds/wait.h"

namespace nuncio::xds::client {

// A resource in force, for dumps.
struct HeldResource {
  ResourceRef resource;
  base::WallTime applied{};
};

// The last refusal of a resource, until a good one of its name comes.
struct RefusedResource {
  std::string name;
  std::string version;
  std::string reason;
  base::WallTime at{};
};

// The resources of one type from one source: those in force, and those refused.
struct TypeDump {
  std::string type_url;
  std::string source;
  std::vector<HeldResource> held;
  std::vector<RefusedResource> refused;
};

class SubscriptionTable;

// What table and handle share of one subscription. Main only.
struct SubscriptionState {
  SubscribeOptions options;
  SubscriptionEvents* events = nullptr;
  SubscriptionTable* table = nullptr;  // null once the handle or the client is gone
  bool fetched = false;
  std::string version;
  base::Instant since{};
  std::unique_ptr<event::Timer> fetch_timer;
};

// All subscriptions of one type to one source, and the resources that they share. Hands out
// answers and gathers what subscribers would not have.
//
// Owned by the client; main only. Subscribers may subscribe and drop inside their calls.
class SubscriptionTable {
 public:
  // `stats` and `clock` outlive the table. `changed` is called when the interest may have changed.
  SubscriptionTable(const ResourceType& type, std::string source, stats::Store& stats,
                    const base::Clock& clock, std::function<void()> changed);
  ~SubscriptionTable();

  void Add(const std::shared_ptr<SubscriptionState>& state);
  void Remove(SubscriptionState& state);

  bool empty() const { return subscriptions_.empty(); }
  const ResourceType& type() const { return type_; }
  // What is wanted now, if subscriptions came or went since the last call. Forgets the resources
  // that nobody wants any more.
  std::optional<Interest> TakeChangedInterest();

  // New subscriptions are primed before.
  Verdict Dispatch(const Answer& answer);
  // Gives a new subscription what is there already.
  void Prime(SubscriptionState& state);
  void OnConnected();
  void OnFailure(const absl::Status& status);
  void OnFetchTimeout(SubscriptionState& state);

  TypeDump Dump() const;
  std::vector<Wait> Waits() const;

 private:
  using States = std::vector<std::shared_ptr<SubscriptionState>>;

  // Success and rejection exclude each other for one answer and one subscription.
  enum class Count { kNow, kWithRefusals };

  Interest CurrentInterest() const;
  // Copies: subscribers come and go while they are told.
  States Of(absl::string_view name) const;
  States All() const;
  void Update(SubscriptionState& state, ResourceUpdate update, Count count,
              std::vector<Refusal>& refused);
  void TellRefused(SubscriptionState& state, const std::string& details);
  void EndFetch(SubscriptionState& state);
  std::string DescribeWait(const SubscriptionState& state) const;
  void DispatchToAll(const Answer& answer, std::vector<Refusal>& refused);
  void DispatchByName(const Answer& answer, std::vector<Refusal>& refused);
  void DispatchRefusals(const Answer& answer);
  // Those by name for whom the answer has nothing that can be told by its name.
  States Unmentioned(const Answer& answer) const;
  void Hold(const Answer& answer, const std::vector<Refusal>& refused);

  // Constant after construction.
  const ResourceType& type_;
  const std::string source_;
  stats::Store& stats_;
  const base::Clock& clock_;
  const std::function<void()> changed_;

  // By name; those for everything under the empty name.
  absl::flat_hash_map<std::string, States> subscriptions_;
  bool interest_changed_ = false;
  absl::btree_map<std::string, HeldResource> held_;
  absl::btree_map<std::string, RefusedResource> refused_;
  // The version of the last answer; an answer has come when it has a value.
  std::optional<std::string> answered_;
};

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_SUBSCRIPTION_TABLE_H_

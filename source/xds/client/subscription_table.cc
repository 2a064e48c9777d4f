#include "source/xds/client/subscription_table.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

namespace nuncio::xds::client {
namespace {

template <typename Map>
void Keep(const Interest& interest, Map& map) {
  for (auto entry = map.begin(); entry != map.end();) {
    entry = interest.Wants(entry->first) ? std::next(entry) : map.erase(entry);
  }
}

}  // namespace

SubscriptionTable::SubscriptionTable(const ResourceType& type, std::string source,
                                     stats::Store& stats, const base::Clock& clock,
                                     std::function<void()> changed)
    : type_(type),
      source_(std::move(source)),
      stats_(stats),
      clock_(clock),
      changed_(std::move(changed)) {}

SubscriptionTable::~SubscriptionTable() {
  for (const std::shared_ptr<SubscriptionState>& state : All()) {
    state->table = nullptr;
    state->fetch_timer.reset();
  }
}

void SubscriptionTable::Add(const std::shared_ptr<SubscriptionState>& state) {
  state->table = this;
  state->since = clock_.Now();
  subscriptions_[state->options.name].push_back(state);
  interest_changed_ = true;
  state->options.stats.CountAttempt(stats_);
  changed_();
}

void SubscriptionTable::Remove(SubscriptionState& state) {
  state.table = nullptr;
  const auto entry = subscriptions_.find(state.options.name);
  if (entry == subscriptions_.end()) return;
  States& states = entry->second;
  states.erase(std::remove_if(states.begin(), states.end(),
                              [&state](const auto& other) { return other.get() == &state; }),
               states.end());
  if (states.empty()) subscriptions_.erase(entry);
  interest_changed_ = true;
  changed_();
}

Interest SubscriptionTable::CurrentInterest() const {
  Interest interest;
  for (const auto& [name, states] : subscriptions_) {
    if (name.empty()) {
      interest.all = true;
    } else {
      interest.names.insert(name);
    }
  }
  return interest;
}

std::optional<Interest> SubscriptionTable::TakeChangedInterest() {
  if (!std::exchange(interest_changed_, false)) return std::nullopt;
  Interest interest = CurrentInterest();
  Keep(interest, held_);
  Keep(interest, refused_);
  if (!interest.all) answered_.reset();
  return interest;
}

SubscriptionTable::States SubscriptionTable::Of(absl::string_view name) const {
  const auto entry = subscriptions_.find(name);
  return entry == subscriptions_.end() ? States() : entry->second;
}

SubscriptionTable::States SubscriptionTable::All() const {
  States all;
  for (const auto& [name, states] : subscriptions_) {
    all.insert(all.end(), states.begin(), states.end());
  }
  return all;
}

Verdict SubscriptionTable::Dispatch(const Answer& answer) {
  std::vector<Refusal> refused;
  answered_ = answer.version;
  DispatchToAll(answer, refused);
  DispatchByName(answer, refused);
  DispatchRefusals(answer);
  Hold(answer, refused);
  return {answer.type_url, std::move(refused)};
}

void SubscriptionTable::DispatchToAll(const Answer& answer, std::vector<Refusal>& refused) {
  for (const std::shared_ptr<SubscriptionState>& state : Of("")) {
    state->options.stats.SetIdentifier(stats_, answer.control_plane);
    Update(*state, {answer.version, answer.changed, answer.removed},
           answer.refused.empty() ? Count::kNow : Count::kWithRefusals, refused);
  }
}

void SubscriptionTable::DispatchByName(const Answer& answer, std::vector<Refusal>& refused) {
  const auto update = [&](absl::string_view name, const ResourceUpdate& update) {
    if (name.empty()) return;
    for (const std::shared_ptr<SubscriptionState>& state : Of(name)) {
      state->options.stats.SetIdentifier(stats_, answer.control_plane);
      Update(*state, update, Count::kNow, refused);
    }
  };
  for (const ResourceRef& resource : answer.changed) {
    update(resource->name, {answer.version, {resource}, {}});
  }
  for (const std::string& name : answer.unchanged) update(name, {answer.version, {}, {}});
  for (const std::string& name : answer.removed) update(name, {answer.version, {}, {name}});
}

void SubscriptionTable::Update(SubscriptionState& state, ResourceUpdate update, Count count,
                               std::vector<Refusal>& refused) {
  if (state.table == nullptr) return;
  EndFetch(state);
  const std::string version(update.version);
  const base::Instant start = clock_.Now();
  std::vector<Refusal> refusals = state.events->OnUpdate(update);
  const SubscriptionStats& stats = state.options.stats;
  stats.RecordDuration(stats_, clock_.Now() - start);
  const bool taken = refusals.empty();
  std::move(refusals.begin(), refusals.end(), std::back_inserter(refused));
  if (state.table == nullptr || count == Count::kWithRefusals) return;
  if (!taken) return stats.CountRejected(stats_);
  state.version = version;
  stats.CountSuccess(stats_, version, clock_.WallNow());
}

void SubscriptionTable::DispatchRefusals(const Answer& answer) {
  if (answer.refused.empty()) return;
  const std::string all = RefusalText(answer.refused);
  for (const std::shared_ptr<SubscriptionState>& state : Of("")) TellRefused(*state, all);
  for (const Refusal& refusal : answer.refused) {
    const States states = refusal.name.empty() ? Unmentioned(answer) : Of(refusal.name);
    for (const std::shared_ptr<SubscriptionState>& state : states) {
      TellRefused(*state, refusal.reason);
    }
  }
}

SubscriptionTable::States SubscriptionTable::Unmentioned(const Answer& answer) const {
  absl::flat_hash_set<absl::string_view> mentioned(answer.unchanged.begin(),
                                                   answer.unchanged.end());
  mentioned.insert("");
  for (const ResourceRef& resource : answer.changed) mentioned.insert(resource->name);
  for (const Refusal& refusal : answer.refused) mentioned.insert(refusal.name);
  States unmentioned;
  for (const auto& [name, states] : subscriptions_) {
    if (mentioned.contains(name)) continue;
    unmentioned.insert(unmentioned.end(), states.begin(), states.end());
  }
  return unmentioned;
}

void SubscriptionTable::TellRefused(SubscriptionState& state, const std::string& details) {
  if (state.table == nullptr) return;
  EndFetch(state);
  state.options.stats.CountRejected(stats_);
  state.events->OnFailure({FailureCause::kRefused, details});
}

void SubscriptionTable::Hold(const Answer& answer, const std::vector<Refusal>& refused) {
  absl::flat_hash_set<absl::string_view> not_taken;
  for (const Refusal& refusal : refused) not_taken.insert(refusal.name);
  for (const ResourceRef& resource : answer.changed) {
    if (not_taken.contains(resource->name)) continue;
    held_[resource->name] = {resource, clock_.WallNow()};
    refused_.erase(resource->name);
  }
  for (const std::string& name : answer.unchanged) refused_.erase(name);
  for (const std::string& name : answer.removed) {
    held_.erase(name);
    refused_.erase(name);
  }
  const TypeFacts* facts = FindTypeFacts(type_.type_url);
  if (facts != nullptr && facts->whole) refused_.clear();  // what is absent is not refused either
  refused_.erase("");
  for (const std::vector<Refusal>* list : {&answer.refused, &refused}) {
    for (const Refusal& refusal : *list) {
      refused_[refusal.name] = {refusal.name, answer.version, refusal.reason, answer.received};
    }
  }
}

void SubscriptionTable::Prime(SubscriptionState& state) {
  if (state.table == nullptr) return;
  ResourceUpdate update;
  std::string version;
  if (state.options.name.empty()) {
    if (!answered_) return;
    version = *answered_;
    for (const auto& [name, held] : held_) update.changed.push_back(held.resource);
  } else {
    const auto held = held_.find(state.options.name);
    if (held == held_.end()) return;
    version = held->second.resource->origin.version;
    update.changed.push_back(held->second.resource);
  }
  update.version = version;
  std::vector<Refusal> refused;
  Update(state, update, Count::kNow, refused);
}

void SubscriptionTable::OnConnected() {
  for (const std::shared_ptr<SubscriptionState>& state : All()) {
    state->options.stats.SetConnected(stats_, true);
  }
}

void SubscriptionTable::OnFailure(const absl::Status& status) {
  for (const std::shared_ptr<SubscriptionState>& state : All()) {
    if (state->table == nullptr) continue;
    state->options.stats.SetConnected(stats_, false);
    state->options.stats.CountFailure(stats_);
    state->events->OnFailure({FailureCause::kConnection, status.ToString()});
  }
}

void SubscriptionTable::OnFetchTimeout(SubscriptionState& state) {
  if (state.table == nullptr || state.fetched) return;
  state.fetched = true;
  state.options.stats.CountFetchTimeout(stats_);
  state.events->OnFailure(
      {FailureCause::kFetchTimeout, absl::StrCat("no answer in time: ", DescribeWait(state))});
}

void SubscriptionTable::EndFetch(SubscriptionState& state) {
  state.fetched = true;
  state.fetch_timer.reset();
}

std::string SubscriptionTable::DescribeWait(const SubscriptionState& state) const {
  const absl::string_view service = ServiceName(type_.type_url);
  if (state.options.name.empty()) return absl::StrCat("first ", service, " answer from ", source_);
  return absl::StrCat("first ", service, " resource ", state.options.name, " from ", source_);
}

TypeDump SubscriptionTable::Dump() const {
  TypeDump dump{type_.type_url, source_, {}, {}};
  for (const auto& [name, held] : held_) dump.held.push_back(held);
  for (const auto& [name, refused] : refused_) dump.refused.push_back(refused);
  return dump;
}

std::vector<Wait> SubscriptionTable::Waits() const {
  std::vector<Wait> waits;
  for (const auto& [name, states] : subscriptions_) {
    for (const std::shared_ptr<SubscriptionState>& state : states) {
      if (state->fetched) continue;
      waits.push_back({state->options.owner, DescribeWait(*state), state->since});
    }
  }
  return waits;
}

}  // namespace nuncio::xds::client

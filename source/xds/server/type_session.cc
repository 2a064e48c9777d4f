#include "source/xds/server/type_session.h"

#include "absl/strings/str_cat.h"

namespace nuncio::xds::server {
namespace {

using envoy::service::discovery::v3::DiscoveryRequest;
using envoy::service::discovery::v3::DiscoveryResponse;

// Far more than a proxy can say, and little enough to keep for each of many proxies.
constexpr size_t kMaxReasonBytes = 16 * 1024;

bool IsWhole(absl::string_view type_url) {
  const TypeFacts* facts = FindTypeFacts(type_url);
  return facts != nullptr && facts->whole;
}

}  // namespace

TypeSession::TypeSession(std::string type_url, const base::Clock& clock)
    : clock_(clock), whole_(IsWhole(type_url)) {
  status_.type_url = std::move(type_url);
}

TypeSession::Heard TypeSession::OnRequest(const DiscoveryRequest& request) {
  // On its first request a proxy may still show the nonce of an earlier stream.
  if (asked_ && !request.response_nonce().empty() && request.response_nonce() != nonce_) {
    return Heard::kStale;
  }
  const bool first = !std::exchange(asked_, true);
  const bool other_names = TakeNames(request);
  reached_.reset();
  if (first || other_names) owed_ = whole_;
  asks_anew_ = asks_anew_ || first || other_names;
  if (in_flight_ && !request.response_nonce().empty()) {
    TakeAnswer(request);
    return request.has_error_detail() ? Heard::kRefused : Heard::kAccepted;
  }
  if (first || other_names) return Heard::kAsked;
  // A proxy that made an object anew wants its parts again.
  if (!in_flight_ && !whole_) {
    held_.clear();
    asks_anew_ = true;
  }
  return Heard::kRepeated;
}

bool TypeSession::TakeNames(const DiscoveryRequest& request) {
  absl::btree_set<std::string> names;
  bool all = request.resource_names().empty() && !named_names_;
  for (const std::string& name : request.resource_names()) {
    if (name == "*") {
      all = true;
    } else {
      names.insert(name);
    }
  }
  named_names_ = named_names_ || !request.resource_names().empty();
  if (all == status_.all && names == status_.names) return false;
  status_.all = all;
  status_.names = std::move(names);
  for (auto held = held_.begin(); held != held_.end();) {
    held = Wants(held->first) ? std::next(held) : held_.erase(held);
  }
  return true;
}

void TypeSession::TakeAnswer(const DiscoveryRequest& request) {
  Sent sent = *std::exchange(in_flight_, std::nullopt);
  if (request.has_error_detail()) {
    status_.refused_version = sent.version;
    status_.refused_reason = request.error_detail().message().substr(0, kMaxReasonBytes);
    status_.refused_at = clock_.WallNow();
    refused_ = std::move(sent);
    refused_at_ = clock_.Now();
    return;
  }
  status_.accepted_version = sent.version;
  status_.accepted_at = clock_.WallNow();
  status_.refused_version.clear();
  status_.refused_reason.clear();
  status_.refused_at = {};
  refused_.reset();
  if (whole_) held_.clear();
  for (auto& [name, bytes] : sent.resources) {
    if (Wants(name)) held_[name] = std::move(bytes);
  }
}

bool TypeSession::IsOverdue(const TypeSnapshot& target, Absent absent) const {
  if (clock_.Now() - sent_at_ < kPatience) return false;
  if (in_flight_->target != target.version) return true;
  return whole_ && absent == Absent::kRemove &&
         WholeContent(target, absent) != in_flight_->resources;
}

void TypeSession::GiveUpWaiting() {
  // What the proxy holds is not known: it is told all of it.
  if (!whole_) {
    for (const auto& [name, bytes] : in_flight_->resources) held_.erase(name);
  }
  owed_ = whole_;
  in_flight_.reset();
}

std::optional<DiscoveryResponse> TypeSession::Next(const Snapshot& target, Absent absent,
                                                   Extent extent, std::string nonce) {
  const TypeSnapshot* type = target.Find(status_.type_url);
  if (!asked_ || type == nullptr) return std::nullopt;
  if (in_flight_) {
    if (!IsOverdue(*type, absent)) return std::nullopt;
    GiveUpWaiting();
  }
  asks_anew_ = false;
  if (reached_ == std::pair(type->version, absent)) return std::nullopt;

  Sent next{type->version, type->version,
            whole_ ? WholeContent(*type, absent) : ChangedContent(*type, extent)};
  const bool nothing_new = whole_ ? !owed_ && next.resources == held_ : next.resources.empty();
  const bool refused_before = refused_ && refused_->resources == next.resources;
  if (nothing_new || refused_before) {
    if (extent == Extent::kAll) reached_.emplace(type->version, absent);
    return std::nullopt;
  }
  if (whole_) {
    const size_t kept = next.resources.size() - CountWanted(*type);
    if (kept > 0) absl::StrAppend(&next.version, "+", kept);
  }

  DiscoveryResponse response;
  response.set_type_url(status_.type_url);
  response.set_version_info(next.version);
  response.set_nonce(nonce);
  for (const auto& [name, bytes] : next.resources) {
    google::protobuf::Any& any = *response.add_resources();
    any.set_type_url(status_.type_url);
    any.set_value(*bytes);
  }
  owed_ = false;
  reached_.reset();
  sent_at_ = clock_.Now();
  nonce_ = std::move(nonce);
  status_.sent_version = next.version;
  status_.sent_at = clock_.WallNow();
  in_flight_ = std::move(next);
  return response;
}

ResourceMap TypeSession::WholeContent(const TypeSnapshot& target, Absent absent) const {
  ResourceMap content;
  for (const auto& [name, bytes] : target.resources) {
    if (Wants(name)) content.emplace(name, bytes);
  }
  if (absent == Absent::kKeep) content.insert(held_.begin(), held_.end());
  return content;
}

ResourceMap TypeSession::ChangedContent(const TypeSnapshot& target, Extent extent) const {
  ResourceMap content;
  for (const auto& [name, bytes] : target.resources) {
    if (!Wants(name)) continue;
    const auto held = held_.find(name);
    const bool changed = extent == Extent::kAll && held != held_.end() && held->second != bytes;
    if (held == held_.end() || changed) content.emplace(name, bytes);
  }
  return content;
}

size_t TypeSession::CountWanted(const TypeSnapshot& target) const {
  size_t count = 0;
  for (const auto& [name, bytes] : target.resources) count += Wants(name) ? 1 : 0;
  return count;
}

bool TypeSession::HasAll(const Snapshot& target) const {
  const TypeSnapshot* type = target.Find(status_.type_url);
  if (in_flight_ || refused_ || owed_) return false;
  if (type == nullptr) return true;
  return whole_ ? WholeContent(*type, Absent::kRemove) == held_
                : ChangedContent(*type, Extent::kAll).empty();
}

bool TypeSession::Refused(const Snapshot& target) const {
  const TypeSnapshot* type = target.Find(status_.type_url);
  return refused_ && type != nullptr && refused_->target == type->version;
}

bool TypeSession::RefusedOfLate(const Snapshot& target) const {
  return Refused(target) && clock_.Now() - refused_at_ < kPatience;
}

}  // namespace nuncio::xds::server

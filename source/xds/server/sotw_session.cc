#include "source/xds/server/sotw_session.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "source/xds/resource_type.h"

namespace nuncio::xds::server {
namespace {

using envoy::service::discovery::v3::DiscoveryRequest;
using envoy::service::discovery::v3::DiscoveryResponse;

bool IsFirstStep(absl::string_view type_url) {
  return type_url == kClusterType || type_url == kEndpointType;
}

bool IsSecondStep(absl::string_view type_url) {
  return type_url == kListenerType || type_url == kRouteType;
}

}  // namespace

SotwSession::SotwSession(Options options, const base::Clock& clock, base::Logger& log, Send send)
    : options_(std::move(options)), clock_(clock), log_(log), send_(std::move(send)) {}

absl::Status SotwSession::OnRequest(const DiscoveryRequest& request) {
  const std::string& type_url =
      request.type_url().empty() ? options_.only_type : request.type_url();
  if (type_url.empty()) return absl::InvalidArgumentError("the request has no type_url");
  if (!options_.only_type.empty() && type_url != options_.only_type) {
    return absl::InvalidArgumentError(
        absl::StrCat("this stream carries ", options_.only_type, ", not ", type_url));
  }
  if (Find(type_url) == nullptr && types_.size() >= kMaxTypes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("one stream carries at most ", kMaxTypes, " types"));
  }
  if (!request.node().id().empty()) node_id_ = request.node().id();
  if (!request.node().cluster().empty()) node_cluster_ = request.node().cluster();

  TypeSession& type = FindOrAdd(type_url);
  const TypeSession::Heard heard = type.OnRequest(request);
  if (heard == TypeSession::Heard::kStale) return absl::OkStatus();
  LogAnswer(type, heard);
  NoteQuestion(type, heard);
  Advance();
  return absl::OkStatus();
}

void SotwSession::NoteQuestion(const TypeSession& type, TypeSession::Heard heard) {
  const absl::string_view type_url = type.status().type_url;
  const bool asked = heard == TypeSession::Heard::kAsked || heard == TypeSession::Heard::kRepeated;
  if (IsFirstStep(type_url)) {
    // No question follows when endpoints are accepted.
    if (asked || type_url == kClusterType) first_step_at_ = clock_.Now();
    if (second_hold_.lost) second_hold_ = {};
  }
  if (IsSecondStep(type_url)) {
    second_step_at_ = clock_.Now();
    if (third_hold_.lost) third_hold_ = {};
  }
}

void SotwSession::SetSnapshot(SnapshotRef snapshot) {
  snapshot_ = std::move(snapshot);
  Advance();
}

void SotwSession::Advance() {
  if (snapshot_ == nullptr) return;
  SendFirstStep();
  SendSecondStep();
  SendThirdStep();
}

void SotwSession::SendFirstStep() {
  for (const std::unique_ptr<TypeSession>& type : types_) {
    if (!IsSecondStep(type->status().type_url)) SendNext(*type, TypeSession::Absent::kKeep);
  }
}

void SotwSession::SendSecondStep() {
  const bool open = MayBegin(FirstStepDone(), second_hold_);
  for (const absl::string_view type_url : {kListenerType, kRouteType}) {
    TypeSession* type = Find(type_url);
    if (type == nullptr) continue;
    if (open || !type->answered()) {
      SendNext(*type, TypeSession::Absent::kRemove);
    } else if (type_url == kRouteType && type->asks_anew()) {
      SendNext(*type, TypeSession::Absent::kRemove, TypeSession::Extent::kNew);
    }
  }
  if (!open) third_hold_ = {};
}

void SotwSession::SendThirdStep() {
  TypeSession* clusters = Find(kClusterType);
  if (clusters == nullptr || !MayBegin(FirstStepDone(), second_hold_)) return;
  if (!MayBegin(SecondStepDone(), third_hold_)) return;
  if (Refused(kClusterType) || Refused(kListenerType) || Refused(kRouteType)) return;
  SendNext(*clusters, TypeSession::Absent::kRemove);
}

bool SotwSession::FirstStepDone() {
  return Settled(kClusterType) && Settled(kEndpointType) && Quiet(first_step_at_, kSettle);
}

bool SotwSession::SecondStepDone() {
  return Settled(kListenerType) && Settled(kRouteType) && Quiet(second_step_at_, kGrace);
}

bool SotwSession::Settled(absl::string_view type_url) {
  const TypeSession* type = Find(type_url);
  return type == nullptr || (!type->waiting() && !type->RefusedOfLate(*snapshot_));
}

bool SotwSession::Refused(absl::string_view type_url) {
  const TypeSession* type = Find(type_url);
  return type != nullptr && type->Refused(*snapshot_);
}

bool SotwSession::Quiet(base::Instant since, base::Duration wait) const {
  return since == base::Instant{} || clock_.Now() - since >= wait;
}

bool SotwSession::MayBegin(bool ready, Hold& hold) const {
  if (ready) {
    hold = {};
    return true;
  }
  if (!hold.since) hold.since = clock_.Now();
  hold.lost = clock_.Now() - *hold.since >= kPatience;
  return hold.lost;
}

void SotwSession::SendNext(TypeSession& type, TypeSession::Absent absent,
                           TypeSession::Extent extent) {
  std::optional<DiscoveryResponse> response =
      type.Next(*snapshot_, absent, extent, absl::StrCat(nonces_ + 1));
  if (!response) return;
  ++nonces_;
  if (!options_.identifier.empty()) {
    response->mutable_control_plane()->set_identifier(options_.identifier);
  }
  log_.Debug("xds", "sent ", ServiceName(type.status().type_url), " version \"",
             response->version_info(), "\" (", response->resources_size(), " resources) to ",
             node_id_, " at ", peer());
  send_(*response);
}

TypeSession* SotwSession::Find(absl::string_view type_url) {
  for (const std::unique_ptr<TypeSession>& type : types_) {
    if (type->status().type_url == type_url) return type.get();
  }
  return nullptr;
}

TypeSession& SotwSession::FindOrAdd(const std::string& type_url) {
  if (TypeSession* known = Find(type_url)) return *known;
  types_.push_back(std::make_unique<TypeSession>(type_url, clock_));
  return *types_.back();
}

void SotwSession::LogAnswer(const TypeSession& type, TypeSession::Heard heard) {
  const TypeStatus& status = type.status();
  const absl::string_view service = ServiceName(status.type_url);
  if (heard == TypeSession::Heard::kAccepted) {
    log_.Info("xds", "ACK ", service, " version \"", status.accepted_version, "\" from ", node_id_,
              " at ", peer());
  } else if (heard == TypeSession::Heard::kRefused) {
    log_.Warning("xds", "NACK ", service, " version \"", status.refused_version, "\" from ",
                 node_id_, " at ", peer(), ": ", status.refused_reason);
  }
}

}  // namespace nuncio::xds::server

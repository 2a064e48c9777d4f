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
  if (IsFirstStep(type_url)) first_step_at_ = clock_.Now();
  if (IsSecondStep(type_url)) second_step_at_ = clock_.Now();
  Advance();
  return absl::OkStatus();
}

void SotwSession::SetSnapshot(SnapshotRef snapshot) {
  snapshot_ = std::move(snapshot);
  Advance();
}

void SotwSession::Advance() {
  if (snapshot_ == nullptr) return;
  UpdatePatience();
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
  const bool ready = FirstStepDone();
  for (const absl::string_view type_url : {kListenerType, kRouteType}) {
    TypeSession* type = Find(type_url);
    if (type != nullptr && (ready || !type->answered())) {
      SendNext(*type, TypeSession::Absent::kRemove);
    }
  }
}

void SotwSession::SendThirdStep() {
  TypeSession* clusters = Find(kClusterType);
  if (clusters == nullptr || !FirstStepDone()) return;
  if (!Accepted(kListenerType) || !Accepted(kRouteType)) return;
  if (Quiet(second_step_at_, kGrace)) SendNext(*clusters, TypeSession::Absent::kRemove);
}

bool SotwSession::FirstStepDone() {
  return Accepted(kClusterType) && Accepted(kEndpointType) && Quiet(first_step_at_, kSettle);
}

bool SotwSession::Accepted(absl::string_view type_url) {
  TypeSession* type = Find(type_url);
  return type == nullptr || (!Waiting(type_url) && !type->Refused(*snapshot_));
}

bool SotwSession::Waiting(absl::string_view type_url) {
  TypeSession* type = Find(type_url);
  return type != nullptr && type->waiting() && !patience_lost_;
}

bool SotwSession::Quiet(base::Instant since, base::Duration wait) const {
  return since == base::Instant{} || clock_.Now() - since >= wait;
}

void SotwSession::UpdatePatience() {
  bool waiting = false;
  for (const std::unique_ptr<TypeSession>& type : types_) waiting = waiting || type->waiting();
  if (!waiting) {
    waiting_since_.reset();
    patience_lost_ = false;
    return;
  }
  if (!waiting_since_) waiting_since_ = clock_.Now();
  patience_lost_ = clock_.Now() - *waiting_since_ >= kPatience;
}

void SotwSession::SendNext(TypeSession& type, TypeSession::Absent absent) {
  std::optional<DiscoveryResponse> response =
      type.Next(*snapshot_, absent, absl::StrCat(nonces_ + 1));
  if (!response) return;
  ++nonces_;
  if (!waiting_since_) waiting_since_ = clock_.Now();
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

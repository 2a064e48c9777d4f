#include "source/xds/client/sotw_requester.h"

#include "google/rpc/status.pb.h"

namespace nuncio::xds::client {
namespace {

using envoy::service::discovery::v3::DiscoveryRequest;

// The code that control planes know for a refused answer: INTERNAL.
constexpr int kRefusedCode = 13;

}  // namespace

void SotwRequester::SetInterest(Interest interest) {
  if (interest == interest_) return;
  interest_ = std::move(interest);
  // An empty list on a stream that never named a name would ask for everything.
  const bool sayable = !interest_.empty() || named_names_;
  due_ = asked_ ? (due_ || sayable) : !interest_.empty();
}

void SotwRequester::StartStream() {
  nonce_.clear();
  error_.clear();
  asked_ = false;
  named_names_ = false;
  examining_ = false;
  due_ = !interest_.empty();
}

void SotwRequester::Examine(absl::string_view version, absl::string_view nonce) {
  examined_version_ = std::string(version);
  nonce_ = std::string(nonce);
  examining_ = true;
}

void SotwRequester::Accept() {
  version_ = examined_version_;
  if (!examining_) return;
  examining_ = false;
  due_ = true;
}

void SotwRequester::Refuse(std::string reason) {
  if (!examining_) return;
  examining_ = false;
  error_ = std::move(reason);
  due_ = true;
}

DiscoveryRequest SotwRequester::Next() {
  DiscoveryRequest request;
  request.set_type_url(type_url_);
  request.set_version_info(version_);
  request.set_response_nonce(nonce_);
  if (!error_.empty()) {
    request.mutable_error_detail()->set_code(kRefusedCode);
    request.mutable_error_detail()->set_message(error_);
  }
  if (interest_.all) {
    if (named_names_) request.add_resource_names("*");
  } else {
    for (const std::string& name : interest_.names) request.add_resource_names(name);
    named_names_ = named_names_ || !interest_.names.empty();
  }
  error_.clear();
  due_ = false;
  asked_ = true;
  return request;
}

}  // namespace nuncio::xds::client

#ifndef NUNCIO_SOURCE_XDS_CLIENT_SOTW_REQUESTER_H_
#define NUNCIO_SOURCE_XDS_CLIENT_SOTW_REQUESTER_H_

#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "envoy/service/discovery/v3/discovery.pb.h"
#include "source/xds/client/interest.h"

// The client's half of the state-of-the-world protocol for one type: which request to send when.
// Bytes, streams and resources are elsewhere.
//
//                 Due
//   no interest ------> asked --Examine--> examining --Accept/Refuse--> asked (request is due)
//                         ^  \__ interest changed: request is due
//                         |
//   StartStream ----------+  (any state; nonce and error are forgotten, the version is not)
namespace nuncio::xds::client {

// For one thread; owned by the channel of its stream.
class SotwRequester {
 public:
  explicit SotwRequester(std::string type_url) : type_url_(std::move(type_url)) {}

  void SetInterest(Interest interest);
  const Interest& interest() const { return interest_; }

  // A new stream was opened: all is to be asked for again.
  void StartStream();

  // An answer came. Until Accept or Refuse no request is due: one with the names of now and the
  // nonce of before would be stale.
  void Examine(absl::string_view version, absl::string_view nonce);
  // When a new stream was started since, no request is due for the answer, only its version counts.
  void Accept();
  // `reason` goes into error_detail; the version stays that of the last accepted answer.
  void Refuse(std::string reason);

  bool Due() const { return due_ && !examining_; }
  // The request that is due, without a node. Only when Due().
  envoy::service::discovery::v3::DiscoveryRequest Next();

  // Of the last accepted answer, on this stream or an earlier one.
  const std::string& version() const { return version_; }

 private:
  const std::string type_url_;
  Interest interest_;
  std::string version_;  // accepted
  std::string examined_version_;
  std::string nonce_;  // of the last answer of this stream
  std::string error_;  // for the next request
  bool due_ = false;
  bool examining_ = false;
  bool asked_ = false;        // something was sent on this stream
  bool named_names_ = false;  // an empty list no longer means all
};

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_SOTW_REQUESTER_H_

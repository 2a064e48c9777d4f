// Checks source/xds/server/sotw_session.h: in which order a change reaches a proxy.

#include "source/xds/server/sotw_session.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "test/support/manual_clock.h"

namespace nuncio::xds::server {
namespace {

using envoy::service::discovery::v3::DiscoveryRequest;
using envoy::service::discovery::v3::DiscoveryResponse;
using Lines = std::vector<std::string>;

// "CDS a" for "a=..." of type cluster and so on; the value is a version.
SnapshotRef Make(const std::vector<std::pair<absl::string_view, Lines>>& types,
                 const SnapshotRef& previous = nullptr) {
  std::vector<NamedResource> list;
  for (const auto& [type_url, resources] : types) {
    for (const std::string& bytes : resources) {
      list.push_back({std::string(type_url), bytes.substr(0, bytes.find('=')), bytes});
    }
  }
  return Snapshot::Make(std::move(list), 1, previous.get());
}

class SotwSessionTest : public testing::Test {
 protected:
  SotwSessionTest() { clock_.Advance(std::chrono::hours(1)); }

  void Ask(absl::string_view type_url, Lines names = {}) {
    DiscoveryRequest request;
    request.set_type_url(std::string(type_url));
    for (const std::string& name : names) request.add_resource_names(name);
    names_[std::string(type_url)] = names;
    EXPECT_TRUE(session_.OnRequest(request).ok());
  }
  void Answer(absl::string_view type_url, const std::string& error = "") {
    DiscoveryRequest request;
    request.set_type_url(std::string(type_url));
    request.set_response_nonce(last_[std::string(type_url)].nonce());
    for (const std::string& name : names_[std::string(type_url)]) {
      request.add_resource_names(name);
    }
    if (!error.empty()) request.mutable_error_detail()->set_message(error);
    EXPECT_TRUE(session_.OnRequest(request).ok());
  }
  Lines TakeSent() { return std::exchange(sent_, {}); }
  void Advance(base::Duration by) {
    clock_.Advance(by);
    session_.Tick();
  }
  // A proxy that has all of `snapshot`, and everything is quiet.
  void Settle(const SnapshotRef& snapshot) {
    session_.SetSnapshot(snapshot);
    Ask(kClusterType);
    Answer(kClusterType);
    Ask(kEndpointType, {"a"});
    Answer(kEndpointType);
    Ask(kListenerType);
    Answer(kListenerType);
    Ask(kRouteType, {"r"});
    Answer(kRouteType);
    Advance(std::chrono::seconds(10));
    TakeSent();
  }

  test::ManualClock clock_;
  base::Logger log_{clock_, base::LogLevel::kOff};
  SotwSession session_{{.peer = "p", .only_type = "", .identifier = "id"},
                       clock_,
                       log_,
                       [this](const DiscoveryResponse& response) {
                         Lines resources;
                         for (const auto& any : response.resources()) {
                           resources.push_back(any.value());
                         }
                         sent_.push_back(absl::StrCat(ServiceName(response.type_url()), " ",
                                                      absl::StrJoin(resources, " ")));
                         last_[response.type_url()] = response;
                       }};
  Lines sent_;
  std::map<std::string, DiscoveryResponse> last_;
  std::map<std::string, Lines> names_;

  const SnapshotRef one_ = Make({{kClusterType, {"a=1"}},
                                 {kEndpointType, {"a=1"}},
                                 {kListenerType, {"l=1"}},
                                 {kRouteType, {"r=a"}}});
  // Cluster b takes the place of a.
  const SnapshotRef two_ = Make({{kClusterType, {"b=1"}},
                                 {kEndpointType, {"b=1"}},
                                 {kListenerType, {"l=1"}},
                                 {kRouteType, {"r=b"}}},
                                one_);
};

TEST_F(SotwSessionTest, RequestsWaitForTheFirstSnapshot) {
  Ask(kClusterType);
  EXPECT_EQ(TakeSent(), Lines{});
  session_.SetSnapshot(one_);
  EXPECT_EQ(TakeSent(), Lines{"CDS a=1"});
  EXPECT_EQ(last_[std::string(kClusterType)].control_plane().identifier(), "id");
}

TEST_F(SotwSessionTest, MakesBeforeItBreaks) {
  Settle(one_);
  session_.SetSnapshot(two_);
  EXPECT_EQ(TakeSent(), Lines{"CDS a=1 b=1"});
  Answer(kClusterType);
  EXPECT_EQ(TakeSent(), Lines{});  // the proxy has not asked for the endpoints of b yet
  Ask(kEndpointType, {"a", "b"});
  EXPECT_EQ(TakeSent(), Lines{"EDS b=1"});
  Advance(std::chrono::seconds(1));
  EXPECT_EQ(TakeSent(), Lines{});
  Answer(kEndpointType);
  Advance(SotwSession::kSettle);
  EXPECT_EQ(TakeSent(), Lines{"RDS r=b"});
  Answer(kRouteType);
  EXPECT_EQ(TakeSent(), Lines{});
  Advance(SotwSession::kGrace);
  EXPECT_EQ(TakeSent(), Lines{"CDS b=1"});
  Answer(kClusterType);
  Advance(SotwSession::kGrace);
  EXPECT_EQ(TakeSent(), Lines{});
}

TEST_F(SotwSessionTest, RefusedClusterHoldsTheRouteBackButNotForEver) {
  Settle(one_);
  session_.SetSnapshot(two_);
  Answer(kClusterType, "no");
  Advance(SotwSession::kPatience - std::chrono::seconds(1));
  EXPECT_EQ(TakeSent(), Lines{"CDS a=1 b=1"});
  EXPECT_EQ(session_.types()[0]->status().refused_reason, "no");
  Advance(std::chrono::seconds(1));
  EXPECT_EQ(TakeSent(), Lines{"RDS r=b"});
  Answer(kRouteType);
  // What was to go stays: nobody knows what the proxy made of the refused answer.
  Advance(std::chrono::minutes(2));
  EXPECT_EQ(TakeSent(), Lines{});
}

TEST_F(SotwSessionTest, ChangesAfterAnOldRefusalAreOrderedAgain) {
  Settle(one_);
  session_.SetSnapshot(two_);
  Answer(kClusterType, "no");
  Advance(std::chrono::minutes(2));
  Answer(kRouteType);
  TakeSent();
  session_.SetSnapshot(Make({{kClusterType, {"b=2"}},
                             {kEndpointType, {"b=1"}},
                             {kListenerType, {"l=1"}},
                             {kRouteType, {"r=b2"}}},
                            two_));
  EXPECT_EQ(TakeSent(), Lines{"CDS a=1 b=2"});
  Answer(kClusterType);
  Advance(SotwSession::kSettle);
  EXPECT_EQ(TakeSent(), Lines{"RDS r=b2"});
}

TEST_F(SotwSessionTest, RoutesThatWereNeverSentComeWhateverWasRefused) {
  Settle(one_);
  session_.SetSnapshot(Make({{kClusterType, {"a=!"}},
                             {kEndpointType, {"a=1"}},
                             {kListenerType, {"l=1"}},
                             {kRouteType, {"r=changed", "s=1"}}},
                            one_));
  Answer(kClusterType, "no");
  TakeSent();
  Ask(kRouteType, {"r", "s"});
  EXPECT_EQ(TakeSent(), Lines{"RDS s=1"});
  Answer(kRouteType);
  Advance(SotwSession::kPatience);
  EXPECT_EQ(TakeSent(), Lines{"RDS r=changed"});
}

TEST_F(SotwSessionTest, EndpointsThatNeverRestDoNotKeepRoutesBack) {
  Settle(one_);
  SnapshotRef snapshot = one_;
  Lines sent;
  for (int i = 0; i < 10; ++i) {
    snapshot = Make({{kClusterType, {"a=1"}},
                     {kEndpointType, {absl::StrCat("a=", i + 2)}},
                     {kListenerType, {"l=1"}},
                     {kRouteType, {"r=other"}}},
                    snapshot);
    session_.SetSnapshot(snapshot);
    Answer(kEndpointType);
    Advance(std::chrono::milliseconds(200));
    for (const std::string& line : TakeSent()) {
      if (line.substr(0, 3) != "EDS") sent.push_back(line);
    }
  }
  EXPECT_EQ(sent, Lines{"RDS r=other"});
}

TEST_F(SotwSessionTest, QuestionsWithoutEndDelayNoLongerThanPatience) {
  Settle(one_);
  session_.SetSnapshot(two_);
  Answer(kClusterType);
  TakeSent();
  bool routes = false;
  for (int i = 0; i < 310 && !routes; ++i) {
    Ask(kEndpointType, {"a", i % 2 == 0 ? "x" : "y"});
    Advance(std::chrono::milliseconds(100));
    for (const std::string& line : TakeSent()) routes = routes || line == "RDS r=b";
  }
  EXPECT_TRUE(routes);
}

TEST_F(SotwSessionTest, SilentProxyGetsNewerAnswersOfTheType) {
  Settle(one_);
  session_.SetSnapshot(two_);
  EXPECT_EQ(TakeSent(), Lines{"CDS a=1 b=1"});
  const std::string nonce = last_[std::string(kClusterType)].nonce();
  Advance(std::chrono::seconds(10));
  session_.SetSnapshot(Make({{kClusterType, {"b=2"}},
                             {kEndpointType, {"b=1"}},
                             {kListenerType, {"l=1"}},
                             {kRouteType, {"r=a"}}},
                            two_));
  EXPECT_EQ(TakeSent(), Lines{});
  Advance(SotwSession::kPatience - std::chrono::seconds(10));
  EXPECT_EQ(TakeSent(), Lines{"CDS a=1 b=2"});
  // It is not said over and over.
  Advance(std::chrono::seconds(10));
  EXPECT_EQ(TakeSent(), Lines{});
  // The answer that comes late is to something that counts no more.
  DiscoveryRequest late;
  late.set_type_url(std::string(kClusterType));
  late.set_response_nonce(nonce);
  EXPECT_TRUE(session_.OnRequest(late).ok());
  EXPECT_TRUE(session_.types()[0]->waiting());
  Answer(kClusterType);
  EXPECT_FALSE(session_.types()[0]->waiting());
}

TEST_F(SotwSessionTest, RefusedRouteKeepsTheOldCluster) {
  Settle(one_);
  session_.SetSnapshot(two_);
  Answer(kClusterType);
  Ask(kEndpointType, {"a", "b"});
  Answer(kEndpointType);
  Advance(SotwSession::kSettle);
  TakeSent();
  Answer(kRouteType, "no");
  Advance(std::chrono::minutes(2));
  EXPECT_EQ(TakeSent(), Lines{});
}

TEST_F(SotwSessionTest, SilentProxyDelaysNoLongerThanPatience) {
  Settle(one_);
  session_.SetSnapshot(two_);
  TakeSent();
  Advance(SotwSession::kPatience - std::chrono::seconds(1));
  EXPECT_EQ(TakeSent(), Lines{});
  Advance(std::chrono::seconds(1));
  EXPECT_EQ(TakeSent(), Lines{"RDS r=b"});
}

TEST_F(SotwSessionTest, FirstAnswerOfATypeComesWhateverWasRefused) {
  session_.SetSnapshot(one_);
  Ask(kClusterType);
  Answer(kClusterType, "no");
  TakeSent();
  Ask(kListenerType);
  EXPECT_EQ(TakeSent(), Lines{"LDS l=1"});
}

TEST_F(SotwSessionTest, RouteAloneGoesAtOnce) {
  Settle(one_);
  session_.SetSnapshot(Make({{kClusterType, {"a=1"}},
                             {kEndpointType, {"a=1"}},
                             {kListenerType, {"l=1"}},
                             {kRouteType, {"r=other"}}},
                            one_));
  EXPECT_EQ(TakeSent(), Lines{"RDS r=other"});
}

TEST_F(SotwSessionTest, MistakesOfThePeerEndTheStream) {
  DiscoveryRequest request;
  EXPECT_EQ(session_.OnRequest(request).code(), absl::StatusCode::kInvalidArgument);
  SotwSession single({.peer = "p", .only_type = std::string(kClusterType), .identifier = ""},
                     clock_, log_, [](const DiscoveryResponse&) {});
  EXPECT_TRUE(single.OnRequest(request).ok());
  request.set_type_url(std::string(kRouteType));
  EXPECT_EQ(single.OnRequest(request).code(), absl::StatusCode::kInvalidArgument);
  for (size_t i = 0; i < SotwSession::kMaxTypes; ++i) {
    request.set_type_url(absl::StrCat("type.googleapis.com/t", i));
    EXPECT_TRUE(session_.OnRequest(request).ok());
  }
  request.set_type_url("type.googleapis.com/more");
  EXPECT_EQ(session_.OnRequest(request).code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace nuncio::xds::server

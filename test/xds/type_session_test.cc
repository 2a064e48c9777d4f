// Checks source/xds/server/type_session.h: which answer is due to a proxy for one type, and when
// none is.

#include "source/xds/server/type_session.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "test/support/manual_clock.h"

namespace nuncio::xds::server {
namespace {

using envoy::service::discovery::v3::DiscoveryRequest;
using Heard = TypeSession::Heard;
using Absent = TypeSession::Absent;

SnapshotRef Make(absl::string_view type_url,
                 const std::vector<std::pair<std::string, std::string>>& resources,
                 const Snapshot* previous = nullptr) {
  std::vector<NamedResource> list;
  for (const auto& [name, bytes] : resources) {
    list.push_back({std::string(type_url), name, absl::StrCat(name, "=", bytes)});
  }
  return Snapshot::Make(std::move(list), 1, previous);
}

class TypeSessionTest : public testing::Test {
 protected:
  // What goes out, as "a=1 b=2"; "nothing".
  std::string Next(TypeSession& session, const SnapshotRef& target, Absent absent = Absent::kRemove,
                   TypeSession::Extent extent = TypeSession::Extent::kAll) {
    nonce_ = absl::StrCat("n", ++nonces_);
    const auto response = session.Next(*target, absent, extent, nonce_);
    if (!response) return "nothing";
    version_ = response->version_info();
    std::vector<std::string> resources;
    for (const auto& any : response->resources()) resources.push_back(any.value());
    return absl::StrJoin(resources, " ");
  }

  static DiscoveryRequest Ask(std::vector<std::string> names = {}) {
    DiscoveryRequest request;
    for (const std::string& name : names) request.add_resource_names(name);
    return request;
  }
  DiscoveryRequest Ack(std::vector<std::string> names = {}) const {
    DiscoveryRequest request = Ask(std::move(names));
    request.set_response_nonce(nonce_);
    request.set_version_info(version_);
    return request;
  }
  DiscoveryRequest Nack(std::vector<std::string> names = {}) const {
    DiscoveryRequest request = Ack(std::move(names));
    request.mutable_error_detail()->set_message("because");
    return request;
  }

  test::ManualClock clock_;
  TypeSession clusters_{std::string(kClusterType), clock_};
  TypeSession endpoints_{std::string(kEndpointType), clock_};
  int nonces_ = 0;
  std::string nonce_;
  std::string version_;
};

TEST_F(TypeSessionTest, SendsAllThenNothingUntilSomethingChanges) {
  const SnapshotRef one = Make(kClusterType, {{"a", "1"}, {"b", "1"}});
  EXPECT_EQ(Next(clusters_, one), "nothing");
  EXPECT_EQ(clusters_.OnRequest(Ask()), Heard::kAsked);
  EXPECT_EQ(Next(clusters_, one), "a=1 b=1");
  EXPECT_EQ(Next(clusters_, Make(kClusterType, {{"a", "2"}})), "nothing");  // one at a time
}

TEST_F(TypeSessionTest, ChangesOfAWholeTypeBringAll) {
  const SnapshotRef one = Make(kClusterType, {{"a", "1"}, {"b", "1"}});
  const SnapshotRef two = Make(kClusterType, {{"a", "2"}, {"b", "1"}}, one.get());
  clusters_.OnRequest(Ask());
  EXPECT_EQ(Next(clusters_, one), "a=1 b=1");
  EXPECT_EQ(clusters_.OnRequest(Ack()), Heard::kAccepted);
  EXPECT_EQ(clusters_.status().accepted_version, one->Find(kClusterType)->version);
  EXPECT_EQ(Next(clusters_, one), "nothing");
  EXPECT_EQ(Next(clusters_, two), "a=2 b=1");
}

TEST_F(TypeSessionTest, WhatGoesIsKeptWhileOthersMayPointToIt) {
  const SnapshotRef one = Make(kClusterType, {{"a", "1"}, {"b", "1"}});
  const SnapshotRef two = Make(kClusterType, {{"b", "1"}, {"c", "1"}}, one.get());
  clusters_.OnRequest(Ask());
  Next(clusters_, one);
  clusters_.OnRequest(Ack());
  EXPECT_EQ(Next(clusters_, two, Absent::kKeep), "a=1 b=1 c=1");
  EXPECT_EQ(version_, two->Find(kClusterType)->version + "+1");
  clusters_.OnRequest(Ack());
  EXPECT_EQ(Next(clusters_, two, Absent::kKeep), "nothing");
  EXPECT_EQ(Next(clusters_, two, Absent::kRemove), "b=1 c=1");
  EXPECT_EQ(version_, two->Find(kClusterType)->version);
}

TEST_F(TypeSessionTest, EmptyWholeAnswerIsSent) {
  clusters_.OnRequest(Ask());
  EXPECT_EQ(Next(clusters_, Make(kClusterType, {})), "");
}

TEST_F(TypeSessionTest, RefusedOnesAreNotSentAgain) {
  const SnapshotRef one = Make(kClusterType, {{"a", "1"}});
  const SnapshotRef two = Make(kClusterType, {{"a", "2"}}, one.get());
  clusters_.OnRequest(Ask());
  Next(clusters_, one);
  EXPECT_EQ(clusters_.OnRequest(Nack()), Heard::kRefused);
  EXPECT_TRUE(clusters_.Refused(*one));
  EXPECT_EQ(clusters_.status().refused_reason, "because");
  EXPECT_EQ(Next(clusters_, one), "nothing");
  EXPECT_EQ(Next(clusters_, two), "a=2");
  clusters_.OnRequest(Ack());
  EXPECT_EQ(clusters_.status().refused_reason, "");
  EXPECT_FALSE(clusters_.Refused(*two));
}

TEST_F(TypeSessionTest, ByNameOnlyWhatChangedIsSent) {
  const SnapshotRef one = Make(kEndpointType, {{"a", "1"}, {"b", "1"}, {"c", "1"}});
  const SnapshotRef two = Make(kEndpointType, {{"a", "1"}, {"b", "2"}, {"c", "1"}}, one.get());
  endpoints_.OnRequest(Ask({"a", "b"}));
  EXPECT_EQ(Next(endpoints_, one), "a=1 b=1");
  endpoints_.OnRequest(Ack({"a", "b"}));
  EXPECT_EQ(Next(endpoints_, two), "b=2");
  EXPECT_EQ(endpoints_.OnRequest(Ack({"a", "b", "c"})), Heard::kAccepted);
  EXPECT_EQ(Next(endpoints_, two), "c=1");
}

TEST_F(TypeSessionTest, NewOnesAreTheOnesThatItNeverHad) {
  endpoints_.OnRequest(Ask({"a"}));
  EXPECT_EQ(Next(endpoints_, Make(kEndpointType, {{"a", "1"}})), "a=1");
  endpoints_.OnRequest(Ack({"a"}));
  EXPECT_FALSE(endpoints_.asks_anew());
  endpoints_.OnRequest(Ask({"a", "b"}));
  EXPECT_TRUE(endpoints_.asks_anew());
  const auto two = Make(kEndpointType, {{"a", "2"}, {"b", "2"}});
  EXPECT_EQ(Next(endpoints_, two, Absent::kRemove, TypeSession::Extent::kNew), "b=2");
  EXPECT_FALSE(endpoints_.asks_anew());
  endpoints_.OnRequest(Ack({"a", "b"}));
  EXPECT_EQ(Next(endpoints_, two, Absent::kRemove, TypeSession::Extent::kNew), "nothing");
  EXPECT_EQ(Next(endpoints_, two), "a=2");
}

TEST_F(TypeSessionTest, WhatMayHaveReachedASilentProxyIsTakenBack) {
  endpoints_.OnRequest(Ask({"a"}));
  const auto one = Make(kEndpointType, {{"a", "1"}});
  EXPECT_EQ(Next(endpoints_, one), "a=1");
  endpoints_.OnRequest(Ack({"a"}));
  EXPECT_EQ(Next(endpoints_, Make(kEndpointType, {{"a", "2"}})), "a=2");
  clock_.Advance(TypeSession::kPatience);
  EXPECT_EQ(Next(endpoints_, one), "a=1");
}

TEST_F(TypeSessionTest, DroppedAndAskedAgainIsSentAgain) {
  const SnapshotRef one = Make(kEndpointType, {{"a", "1"}, {"b", "1"}});
  endpoints_.OnRequest(Ask({"a", "b"}));
  Next(endpoints_, one);
  endpoints_.OnRequest(Ack({"a", "b"}));
  EXPECT_EQ(Next(endpoints_, one), "nothing");
  const DiscoveryRequest last = Ack({"b"});
  nonce_ = "n1";
  EXPECT_EQ(endpoints_.OnRequest(Ack({"b"})), Heard::kAsked);
  EXPECT_EQ(Next(endpoints_, one), "nothing");
  nonce_ = "n1";
  EXPECT_EQ(endpoints_.OnRequest(Ack({"a", "b"})), Heard::kAsked);
  EXPECT_EQ(Next(endpoints_, one), "a=1");
}

TEST_F(TypeSessionTest, AskingForTheSameAgainBringsItAgain) {
  const SnapshotRef one = Make(kEndpointType, {{"a", "1"}});
  endpoints_.OnRequest(Ask({"a"}));
  Next(endpoints_, one);
  const DiscoveryRequest ack = Ack({"a"});
  EXPECT_EQ(endpoints_.OnRequest(ack), Heard::kAccepted);
  EXPECT_EQ(endpoints_.OnRequest(ack), Heard::kRepeated);
  EXPECT_EQ(Next(endpoints_, one), "a=1");
}

TEST_F(TypeSessionTest, HasAllWhenNothingThatItWantsIsMissing) {
  const SnapshotRef one = Make(kEndpointType, {{"a", "1"}, {"b", "1"}});
  const SnapshotRef other = Make(kEndpointType, {{"a", "1"}, {"b", "2"}}, one.get());
  const SnapshotRef two = Make(kEndpointType, {{"a", "2"}, {"b", "2"}}, one.get());
  endpoints_.OnRequest(Ask({"a"}));
  EXPECT_FALSE(endpoints_.HasAll(*one));
  Next(endpoints_, one);
  EXPECT_FALSE(endpoints_.HasAll(*one));
  endpoints_.OnRequest(Ack({"a"}));
  EXPECT_TRUE(endpoints_.HasAll(*one));
  EXPECT_TRUE(endpoints_.HasAll(*other));
  EXPECT_FALSE(endpoints_.HasAll(*two));
  Next(endpoints_, two);
  endpoints_.OnRequest(Nack({"a"}));
  EXPECT_FALSE(endpoints_.HasAll(*two));
}

TEST_F(TypeSessionTest, StaleNonceChangesNothing) {
  const SnapshotRef one = Make(kEndpointType, {{"a", "1"}, {"b", "1"}});
  endpoints_.OnRequest(Ask({"a"}));
  Next(endpoints_, one);
  DiscoveryRequest stale = Ack({"b"});
  stale.set_response_nonce("old");
  EXPECT_EQ(endpoints_.OnRequest(stale), Heard::kStale);
  EXPECT_TRUE(endpoints_.waiting());
  EXPECT_TRUE(endpoints_.status().names.contains("a"));
}

TEST_F(TypeSessionTest, FirstRequestMayShowTheNonceOfAnEarlierStream) {
  DiscoveryRequest request = Ask();
  request.set_response_nonce("of before");
  request.set_version_info("v");
  EXPECT_EQ(clusters_.OnRequest(request), Heard::kAsked);
  EXPECT_EQ(Next(clusters_, Make(kClusterType, {{"a", "1"}})), "a=1");
}

TEST_F(TypeSessionTest, StarAsksForAllAndNoNamesAfterNamesForNone) {
  const SnapshotRef one = Make(kEndpointType, {{"a", "1"}, {"b", "1"}});
  endpoints_.OnRequest(Ask({"*"}));
  EXPECT_EQ(Next(endpoints_, one), "a=1 b=1");
  endpoints_.OnRequest(Ack());
  EXPECT_FALSE(endpoints_.status().all);
}

TEST(SnapshotTest, VersionFollowsTheContentOfTheTypeAlone) {
  const SnapshotRef one = Make(kClusterType, {{"a", "1"}});
  const SnapshotRef again = Make(kClusterType, {{"a", "1"}}, one.get());
  const SnapshotRef two = Make(kClusterType, {{"a", "2"}}, one.get());
  EXPECT_EQ(one->Find(kClusterType)->version, again->Find(kClusterType)->version);
  EXPECT_NE(one->Find(kClusterType)->version, two->Find(kClusterType)->version);
  EXPECT_EQ(one->Find(kListenerType)->version, two->Find(kListenerType)->version);
  EXPECT_EQ(one->Find(kClusterType)->resources.at("a"),
            again->Find(kClusterType)->resources.at("a"));
  EXPECT_EQ(one->Find(kRouteType), nullptr);
}

}  // namespace
}  // namespace nuncio::xds::server

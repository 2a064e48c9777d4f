// Checks source/xds/client/resource_set.h: what an answer changes, and what it leaves.

#include "source/xds/client/resource_set.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "test/support/manual_clock.h"
#include "test/xds/simple_resource.h"

namespace nuncio::xds::client {
namespace {

using test::SimpleResponse;

// "+a(1) =b -c !d"
std::string Show(const Answer& answer) {
  std::vector<std::string> words;
  for (const ResourceRef& resource : answer.changed) {
    words.push_back(absl::StrCat("+", resource->name, "(", *resource->As<std::string>(), ")"));
  }
  for (const std::string& name : answer.unchanged) words.push_back("=" + name);
  for (const std::string& name : answer.removed) words.push_back("-" + name);
  for (const Refusal& refusal : answer.refused) words.push_back("!" + refusal.name);
  return absl::StrJoin(words, " ");
}

class ResourceSetTest : public testing::Test {
 protected:
  Answer Read(const std::string& version, const std::vector<std::string>& resources) {
    return set_.Read(SimpleResponse(kClusterType, version, "n", resources), interest_);
  }
  Answer Take(const std::string& version, const std::vector<std::string>& resources) {
    Answer answer = Read(version, resources);
    set_.Commit(answer, {}, interest_);
    return answer;
  }

  int decoded_ = 0;
  const ResourceType type_ = test::SimpleType(kClusterType, &decoded_);
  std::atomic<uint64_t> generations_{0};
  test::ManualClock clock_;
  Interest interest_{.all = true, .names = {}};
  ResourceSet set_{type_, generations_, clock_};
};

TEST_F(ResourceSetTest, DecodesOnlyWhatIsNew) {
  EXPECT_EQ(Show(Take("1", {"a=1", "b=1"})), "+a(1) +b(1)");
  EXPECT_EQ(Show(Take("2", {"a=1", "b=2"})), "+b(2) =a");
  EXPECT_EQ(decoded_, 3);
}

TEST_F(ResourceSetTest, AbsentFromAWholeAnswerIsGone) {
  Take("1", {"a=1", "b=1"});
  EXPECT_EQ(Show(Take("2", {"b=1"})), "=b -a");
  EXPECT_EQ(set_.size(), 1u);
}

TEST_F(ResourceSetTest, BrokenOnesAreRefusedAloneAndTheOldOneStays) {
  Take("1", {"a=1", "b=1"});
  EXPECT_EQ(Show(Take("2", {"a=!", "b=2"})), "+b(2) !a");
  EXPECT_EQ(Show(Take("3", {"a=1", "b=2"})), "=a =b");
}

TEST_F(ResourceSetTest, NothingIsRemovedWhileSomethingHasNoName) {
  Take("1", {"a=1", "b=1"});
  EXPECT_EQ(Show(Take("2", {"!", "b=1"})), "=b !");
}

TEST_F(ResourceSetTest, OfDuplicatesTheFirstCounts) {
  EXPECT_EQ(Show(Take("1", {"a=1", "a=2"})), "+a(1) !a");
}

TEST_F(ResourceSetTest, ForeignTypesAreRefused) {
  auto response = SimpleResponse(kClusterType, "1", "n", {"a=1"});
  *response.add_resources() = test::SimpleAny(kRouteType, "b=1");
  EXPECT_EQ(Show(set_.Read(response, interest_)), "+a(1) !");
}

TEST_F(ResourceSetTest, WrappedResourcesAreUnwrapped) {
  envoy::service::discovery::v3::Resource wrapper;
  *wrapper.mutable_resource() = test::SimpleAny(kClusterType, "a=1");
  auto response = SimpleResponse(kClusterType, "1", "n", {});
  *response.add_resources() = test::SimpleAny(
      "type.googleapis.com/envoy.service.discovery.v3.Resource", wrapper.SerializeAsString());
  response.add_resources()->set_type_url("type.googleapis.com/envoy.service.discovery.v3.Resource");
  response.mutable_resources(1)->set_value("\xff");
  EXPECT_EQ(Show(set_.Read(response, interest_)), "+a(1) !");
}

TEST_F(ResourceSetTest, SignsOfLifeLeaveThingsAsTheyAre) {
  Take("1", {"a=1", "b=1"});
  envoy::service::discovery::v3::DiscoveryResponse response =
      SimpleResponse(kClusterType, "1", "n", {"b=1"});
  for (const char* name : {"a", "a", "unknown"}) {
    envoy::service::discovery::v3::Resource wrapper;
    wrapper.set_name(name);
    wrapper.mutable_ttl()->set_seconds(1);
    response.add_resources()->PackFrom(wrapper);
  }
  const Answer answer = set_.Read(response, interest_);
  EXPECT_EQ(Show(answer), "=b =a");
  EXPECT_TRUE(answer.has_ttl);
}

TEST_F(ResourceSetTest, TheWrapperNamesWhatCannotTellItsOwnName) {
  Take("1", {"a=1", "b=1"});
  envoy::service::discovery::v3::DiscoveryResponse response =
      SimpleResponse(kClusterType, "2", "n", {});
  envoy::service::discovery::v3::Resource wrapper;
  wrapper.set_name("a");
  wrapper.mutable_resource()->set_type_url(std::string(kClusterType));
  wrapper.mutable_resource()->set_value("!");
  response.add_resources()->PackFrom(wrapper);
  EXPECT_EQ(Show(set_.Read(response, interest_)), "-b !a");
}

TEST_F(ResourceSetTest, WhatMainRefusedIsDecodedAgain) {
  Take("1", {"a=1"});
  const Answer answer = Read("2", {"a=2"});
  set_.Commit(answer, {{"a", "no"}}, interest_);
  EXPECT_EQ(Show(Read("3", {"a=2"})), "+a(2)");
  EXPECT_EQ(Show(Read("3", {"a=1"})), "=a");
}

TEST_F(ResourceSetTest, UnwantedNamesAreIgnoredAndForgotten) {
  interest_ = {.all = false, .names = {"a", "b"}};
  EXPECT_EQ(Show(Take("1", {"a=1", "b=1", "c=1", "d=!"})), "+a(1) +b(1)");
  interest_ = {.all = false, .names = {"b"}};
  set_.Keep(interest_);
  EXPECT_EQ(set_.size(), 1u);
}

TEST_F(ResourceSetTest, OriginSaysVersionTimeAndGeneration) {
  const Answer first = Take("1", {"a=1", "b=1"});
  clock_.Advance(std::chrono::seconds(5));
  const Answer second = Take("2", {"a=1", "b=2"});
  EXPECT_EQ(second.changed[0]->origin.version, "2");
  EXPECT_EQ(second.changed[0]->origin.generation, 3u);
  EXPECT_EQ(second.changed[0]->origin.received, clock_.WallNow());
  EXPECT_EQ(first.changed[0]->origin.generation, 1u);
}

}  // namespace
}  // namespace nuncio::xds::client

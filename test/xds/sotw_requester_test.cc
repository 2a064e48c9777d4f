// Checks source/xds/client/sotw_requester.h: which request is due when.

#include "source/xds/client/sotw_requester.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace nuncio::xds::client {
namespace {

// "version|nonce|names|error"
std::string Show(const envoy::service::discovery::v3::DiscoveryRequest& request) {
  std::string text = absl::StrCat(request.version_info(), "|", request.response_nonce(), "|",
                                  absl::StrJoin(request.resource_names(), ","));
  if (request.has_error_detail()) {
    absl::StrAppend(&text, "|", request.error_detail().code(), " ",
                    request.error_detail().message());
  }
  return text;
}

std::string Next(SotwRequester& requester) {
  return requester.Due() ? Show(requester.Next()) : "nothing";
}

Interest Names(std::initializer_list<std::string> names) { return {.all = false, .names = names}; }

TEST(SotwRequesterTest, AsksOnceAndAcknowledgesEachAnswer) {
  SotwRequester requester("type");
  EXPECT_EQ(Next(requester), "nothing");
  requester.SetInterest({.all = true, .names = {}});
  EXPECT_EQ(Next(requester), "||");
  EXPECT_EQ(Next(requester), "nothing");
  requester.Examine("v1", "n1");
  EXPECT_EQ(Next(requester), "nothing");
  requester.Accept();
  EXPECT_EQ(Next(requester), "v1|n1|");
  EXPECT_EQ(Next(requester), "nothing");
}

TEST(SotwRequesterTest, RefusalKeepsTheVersionAndSaysWhyOnce) {
  SotwRequester requester("type");
  requester.SetInterest(Names({"a"}));
  EXPECT_EQ(Next(requester), "||a");
  requester.Examine("v1", "n1");
  requester.Accept();
  EXPECT_EQ(Next(requester), "v1|n1|a");
  requester.Examine("v2", "n2");
  requester.Refuse("because");
  EXPECT_EQ(Next(requester), "v1|n2|a|13 because");
  requester.SetInterest(Names({"a", "b"}));
  EXPECT_EQ(Next(requester), "v1|n2|a,b");
}

TEST(SotwRequesterTest, OtherNamesWaitForTheVerdict) {
  SotwRequester requester("type");
  requester.SetInterest(Names({"a"}));
  Next(requester);
  requester.Examine("v1", "n1");
  requester.SetInterest(Names({"b"}));
  EXPECT_EQ(Next(requester), "nothing");
  requester.Accept();
  EXPECT_EQ(Next(requester), "v1|n1|b");
  EXPECT_EQ(Next(requester), "nothing");
}

TEST(SotwRequesterTest, NewStreamForgetsNonceAndErrorButNotTheVersion) {
  SotwRequester requester("type");
  requester.SetInterest(Names({"a"}));
  Next(requester);
  requester.Examine("v1", "n1");
  requester.Accept();
  Next(requester);
  requester.Examine("v2", "n2");
  requester.Refuse("because");
  requester.StartStream();
  EXPECT_EQ(Next(requester), "v1||a");
}

TEST(SotwRequesterTest, VerdictAfterANewStreamCountsForTheVersionOnly) {
  SotwRequester requester("type");
  requester.SetInterest(Names({"a"}));
  Next(requester);
  requester.Examine("v1", "n1");
  requester.StartStream();
  EXPECT_EQ(Next(requester), "||a");
  requester.Accept();
  EXPECT_EQ(Next(requester), "nothing");
  EXPECT_EQ(requester.version(), "v1");
}

TEST(SotwRequesterTest, DroppingAllNamesIsSaidAndDroppingEverythingIsNot) {
  SotwRequester named("type");
  named.SetInterest(Names({"a"}));
  Next(named);
  named.SetInterest({});
  EXPECT_EQ(Next(named), "||");

  SotwRequester all("type");
  all.SetInterest({.all = true, .names = {}});
  Next(all);
  all.SetInterest({});
  EXPECT_EQ(Next(all), "nothing");  // an empty list would mean everything
}

TEST(SotwRequesterTest, EverythingAfterNamesIsAStar) {
  SotwRequester requester("type");
  requester.SetInterest(Names({"a"}));
  Next(requester);
  requester.SetInterest({.all = true, .names = {"a"}});
  EXPECT_EQ(Next(requester), "||*");
}

}  // namespace
}  // namespace nuncio::xds::client

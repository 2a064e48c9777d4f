// Checks source/admin/page.h: how a request finds its page, and what comes with every book of
// pages.

#include "source/admin/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nuncio::admin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::StartsWith;

TEST(Query, DecodesNamesAndValuesInOrder) {
  const Query query("filter=%5Ea%2Eb&usedonly&x=1=2&plus=a+b&bad=%zz&end=%4");
  EXPECT_THAT(query.all(),
              ElementsAre(Pair("filter", "^a.b"), Pair("usedonly", ""), Pair("x", "1=2"),
                          Pair("plus", "a b"), Pair("bad", "%zz"), Pair("end", "%4")));
  EXPECT_TRUE(query.Has("usedonly"));
  EXPECT_FALSE(query.Has("none"));
}

class PageBookTest : public ::testing::Test {
 protected:
  PageBookTest() {
    pages_.Add({"/b", "look", false, [](const Request& request) {
                  return Response{200, request.query.Get("q").value_or("-")};
                }});
    pages_.Add({"/a/do", "do", true, [](const Request&) { return Response{200, "OK\n"}; }});
  }
  Response Ask(absl::string_view method, absl::string_view target) {
    return pages_.Answer(MakeRequest(method, target, ""));
  }
  PageBook pages_{"<Title>"};
};

TEST_F(PageBookTest, APageIsFoundByItsWholePathWithoutTheQuery) {
  EXPECT_EQ(Ask("GET", "/b?q=7").body, "7");
  EXPECT_EQ(Ask("DELETE", "/b").body, "-");
  for (const char* path : {"/b/", "/B", "/bb", "b", ""}) {
    const Response response = Ask("GET", path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_THAT(response.body, StartsWith("invalid path. admin commands are:\n  /: "));
  }
}

TEST_F(PageBookTest, APageThatChangesSomethingWantsPost) {
  EXPECT_EQ(Ask("POST", "/a/do").body, "OK\n");
  const Response response = Ask("GET", "/a/do");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.body, "Method GET not allowed, POST required.");
}

TEST_F(PageBookTest, HelpListsThePagesInOrder) {
  EXPECT_EQ(Ask("GET", "/help").body,
            "admin commands are:\n"
            "  /: Admin home page\n"
            "  /a/do (POST): do\n"
            "  /b: look\n"
            "  /help: print out list of admin commands\n");
}

TEST_F(PageBookTest, ParametersStandInTheHelpAndAsFields) {
  pages_.Add({"/c",
              "ask",
              false,
              [](const Request&) { return Response{200, ""}; },
              {{"text", "any"}, {"one", "of two", {"x", "y"}}, {"on", "or not", {}, true}}});
  EXPECT_THAT(Ask("GET", "/help").body, HasSubstr("  /c: ask\n"
                                                  "      text: any\n"
                                                  "      one: of two; one of (x, y)\n"
                                                  "      on: or not\n"));
  const std::string home = Ask("GET", "/").body;
  EXPECT_THAT(home, HasSubstr("action=\"c\" method=\"get\" id=\"form-c\""));
  EXPECT_THAT(home, HasSubstr("<input form=\"form-c\" name=\"text\">"));
  EXPECT_THAT(home, HasSubstr("<select form=\"form-c\" name=\"one\">"));
  EXPECT_THAT(home, HasSubstr("<input type=\"checkbox\" form=\"form-c\" name=\"on\">"));
}

TEST(MakeRequest, AFormStandsInForAQueryThatIsNotThere) {
  const char* form = "Application/x-www-form-urlencoded; charset=utf-8";
  EXPECT_EQ(MakeRequest("POST", "/a", "k=v", form).query.Get("k").value_or(""), "v");
  EXPECT_FALSE(MakeRequest("POST", "/a?j=w", "k=v", form).query.Has("k"));
  EXPECT_FALSE(MakeRequest("POST", "/a", "k=v", "text/plain").query.Has("k"));
}

TEST_F(PageBookTest, TheHomePageLinksThePagesAndPostsTheVerbs) {
  const Response response = Ask("GET", "/");
  EXPECT_EQ(response.content_type, "text/html; charset=UTF-8");
  EXPECT_THAT(response.body, HasSubstr("<a href=\"b\">"));
  EXPECT_THAT(response.body, HasSubstr("action=\"a/do\" method=\"post\""));
  EXPECT_THAT(response.body, HasSubstr("&lt;Title&gt;"));
}

}  // namespace
}  // namespace nuncio::admin

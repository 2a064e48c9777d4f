// Checks source/matching/uri_template.h: what a template is, what it matches, what a rewrite makes
// of that.

#include "source/matching/uri_template.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace nuncio::matching {
namespace {

bool IsTemplate(const std::string& text) { return UriTemplate::Parse(text).ok(); }

TEST(UriTemplateTest, WhatATemplateIs) {
  for (const char* text : {"/",
                           "/a",
                           "/a/",
                           "/a/*",
                           "/a/*.x",
                           "/a/**x",
                           "/a*",
                           "/a/**/b",
                           "/{a}b",
                           "/{a=b}",
                           "/{a=b/**}/c",
                           "/{A_1}",
                           "/{abcdefghijklmnop}",
                           "/{a}/{b}/{c}/{d}/{e}",
                           "/a=b",
                           "/a:@,;b",
                           "/{a=**}.x",
                           "/{a=x*}",
                           "/a/***",
                           "/a/{b=c/*}/**.x",
                           "/*/**"}) {
    EXPECT_TRUE(IsTemplate(text)) << text;
  }
  for (const char* text : {"",
                           "a",
                           "/a//b",
                           "/{a}b{c}",
                           "/{a}-{b}/c",
                           "/a/**/*",
                           "/a/**/{b}",
                           "/{a=**}/**",
                           "/{a=/b}",
                           "/{}",
                           "/{a=}",
                           "/{a-b}",
                           "/{1a}",
                           "/{abcdefghijklmnopq}",
                           "/{a}/{b}/{c}/{d}/{e}/{f}",
                           "/a?b",
                           "/a#b",
                           "/a b",
                           "/a\"",
                           "/{a={b}}",
                           "/a}",
                           "/a{",
                           "/a|",
                           "/[a]",
                           "/\xc3\xa9",
                           "/{a=*x}",
                           "/{b}/{b}",
                           "/{a=*}{b=*}",
                           "/a/{b="}) {
    EXPECT_FALSE(IsTemplate(text)) << text;
  }
}

TEST(UriTemplateTest, Matching) {
  const struct {
    const char* text;
    const char* path;
    bool matches;
  } rows[] = {
      {"/a/*/c", "/a/b/c", true},
      {"/a/*/c", "/a//c", false},
      {"/a/*/c", "/a/b/b/c", false},
      {"/a/*/c", "/A/b/c", false},
      {"/u/{id}/p/{post}", "/u/1/p/2", true},
      {"/u/{id}/p/{post}", "/u/1/p/2/", false},
      {"/u/{id}/p/{post}", "/u/1/p/", false},
      {"/files/{name=*}.txt", "/files/x.txt", true},
      {"/files/{name=*}.txt", "/files/.txt", false},
      {"/files/{name=*}.txt", "/files/xatxt", false},
      {"/v/{x=videos/*}/y", "/v/videos/1/y", true},
      {"/v/{x=videos/*}/y", "/v/other/1/y", false},
      {"/rest/**", "/rest/x/y", true},
      {"/rest/**", "/rest/", true},
      {"/rest/**", "/rest", false},
      {"/m/**.m3u8", "/m/a/b.m3u8", true},
      {"/m/**.m3u8", "/m/b.mp4", false},
      {"/a.b", "/a.b", true},
      {"/a.b", "/axb", false},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(UriTemplate::Parse(row.text)->Matches(row.path), row.matches)
        << row.text << " " << row.path;
  }
}

std::string Rewritten(const char* from, const char* to, const char* path) {
  const auto rewrite = UriTemplateRewrite::Parse(to, *UriTemplate::Parse(from));
  if (!rewrite.ok()) return absl::StrCat("refused: ", rewrite.status().message());
  return rewrite->Apply(path).value_or("no match");
}

TEST(UriTemplateTest, Rewriting) {
  EXPECT_EQ(Rewritten("/u/{id}/p/{post}", "/posts/{post}/of/{id}", "/u/7/p/abc"),
            "/posts/abc/of/7");
  EXPECT_EQ(Rewritten("/rest/{all=**}", "/{all}", "/rest/x/y/z"), "/x/y/z");
  EXPECT_EQ(Rewritten("/rest/{all=**}", "/{all}", "/rest/"), "/");
  EXPECT_EQ(Rewritten("/const/*", "/fixed", "/const/1"), "/fixed");
  EXPECT_EQ(Rewritten("/f/{dir=a/*}/{name}.json", "/{dir}.{name}", "/f/a/b/c.json"), "/a/b.c");
  EXPECT_EQ(Rewritten("/twice/{x}", "/{x}{x}/", "/twice/2"), "/22/");
  EXPECT_EQ(Rewritten("/u/{a}", "/{a}", "/u/%2F"), "/%2F");
  EXPECT_EQ(Rewritten("/u/{a}", "/{a}", "/v/1"), "no match");
  EXPECT_EQ(Rewritten("/{a}", "/*", "/x"), "/*");
}

TEST(UriTemplateTest, RewritesThatMakeNoSense) {
  for (const char* to : {"", "{a}", "x", "/x//y", "//{a}", "/{b}", "/{a=*}", "/x?y={a}", "/{a",
                         "/{}", "/x#", "/a b", "/a}"}) {
    EXPECT_FALSE(UriTemplateRewrite::Parse(to, *UriTemplate::Parse("/{a}")).ok()) << to;
  }
}

}  // namespace
}  // namespace nuncio::matching

// Well-known names: each is found by its text, and nothing else is.
#include "source/http/header_id.h"

#include <string>

#include "gtest/gtest.h"

namespace nuncio::http {
namespace {

TEST(HeaderId, EveryWellKnownNameIsFoundByItsText) {
  for (size_t i = 1; i < kHeaderIds; ++i) {
    const auto id = static_cast<HeaderId>(i);
    const absl::string_view text = HeaderText(id);
    EXPECT_EQ(FindHeaderId(text), id) << text;
    EXPECT_LT(HeaderText(static_cast<HeaderId>(i - 1)), text) << "the list is sorted";
  }
}

TEST(HeaderId, OtherNamesAreOther) {
  EXPECT_EQ(HeaderText(HeaderId::kOther), "");
  for (const char* name : {"", "x", "Host", "hosts", "hos", "x-forwarded-fox", ":path", "x-a"}) {
    EXPECT_EQ(FindHeaderId(name), HeaderId::kOther) << name;
  }
  // A name that differs in any one byte is another name.
  for (size_t i = 1; i < kHeaderIds; ++i) {
    const absl::string_view text = HeaderText(static_cast<HeaderId>(i));
    for (size_t at = 0; at < text.size(); ++at) {
      std::string other(text);
      other[at] = '~';
      EXPECT_EQ(FindHeaderId(other), HeaderId::kOther) << other;
    }
  }
}

TEST(HeaderId, ValuesWithCommasOfTheirOwnAreNotJoined) {
  for (const char* name : {"accept", "via", "x-forwarded-for", "user-agent", "etag", "server"}) {
    EXPECT_TRUE(JoinsWhenRepeated(FindHeaderId(name))) << name;
  }
  for (const char* name : {"cookie", "set-cookie", "range", "www-authenticate", "accept-language",
                           "content-disposition", "unknown-name"}) {
    EXPECT_FALSE(JoinsWhenRepeated(FindHeaderId(name))) << name;
  }
}

}  // namespace
}  // namespace nuncio::http

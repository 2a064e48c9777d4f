// Lists of headers: order, repetition, look-up by number and by text, sharing and memory.
#include "source/http/header_list.h"

#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace nuncio::http {
namespace {

std::string Show(const HeaderList& list) {
  std::string text;
  for (const HeaderField& field : list) {
    text += std::string(field.name) + "=" + std::string(field.value) + ";";
  }
  return text;
}

TEST(HeaderList, KeepsTheOrderAndFindsByNumberAndByText) {
  base::Arena arena;
  HeaderList list(arena);
  EXPECT_TRUE(list.empty());
  EXPECT_EQ(list.Find("x-a"), nullptr);
  list.Add("x-a", "1");
  list.Add(HeaderId::kVia, "v");
  list.Add("content-type", "t");
  EXPECT_EQ(Show(list), "x-a=1;via=v;content-type=t;");
  EXPECT_EQ(list.Value(HeaderId::kContentType), "t");
  EXPECT_EQ(list.Value("via"), "v");
  EXPECT_EQ(list.Value("x-b"), "");
  EXPECT_TRUE(list.Has("x-a"));
  EXPECT_TRUE(list.Has(HeaderId::kVia));
  EXPECT_FALSE(list.Has(HeaderId::kHost));
  EXPECT_EQ(list[1].id, HeaderId::kVia);
}

TEST(HeaderList, JoinsRepeatedHeadersWhereTheNameSaysSo) {
  base::Arena arena;
  HeaderList list(arena);
  list.Add(HeaderId::kAccept, "a");
  list.Add("x-a", "1");
  list.Add(HeaderId::kAccept, "b");
  list.Add("x-a", "2");
  list.Add(HeaderId::kSetCookie, "c");
  list.Add(HeaderId::kSetCookie, "d");
  EXPECT_EQ(Show(list), "accept=a,b;x-a=1;x-a=2;set-cookie=c;set-cookie=d;");
  EXPECT_EQ(list.JoinedValue("x-a"), "1,2");
  EXPECT_EQ(list.JoinedValue("accept"), "a,b");
  EXPECT_EQ(list.JoinedValue("nothing"), "");
  std::string seen;
  list.ForEachValue("set-cookie", [&](absl::string_view v) { seen += std::string(v); });
  list.ForEachValue("x-a", [&](absl::string_view v) { seen += std::string(v); });
  list.ForEachValue("via", [&](absl::string_view v) { seen += std::string(v); });
  EXPECT_EQ(seen, "cd12");
}

TEST(HeaderList, SetKeepsThePlaceOfTheFirstAndRemovesTheOthers) {
  base::Arena arena;
  HeaderList list(arena);
  list.Add("x-a", "1");
  list.Add("x-b", "1");
  list.Add("x-a", "2");
  list.Add(HeaderId::kCookie, "1");
  list.Add(HeaderId::kCookie, "2");
  list.Set("x-a", "3");
  list.Set(HeaderId::kCookie, "3");
  list.Set("x-c", "4");
  EXPECT_EQ(Show(list), "x-a=3;x-b=1;cookie=3;x-c=4;");
}

TEST(HeaderList, RemovesAllOfAName) {
  base::Arena arena;
  HeaderList list(arena);
  list.Add("x-a", "1");
  list.Add(HeaderId::kCookie, "1");
  list.Add(HeaderId::kCookie, "2");
  list.Add("x-a", "2");
  EXPECT_EQ(list.Remove("x-a"), 2u);
  EXPECT_EQ(list.Remove("x-a"), 0u);
  EXPECT_EQ(list.Remove(HeaderId::kCookie), 2u);
  EXPECT_FALSE(list.Has(HeaderId::kCookie));
  list.Add(HeaderId::kVia, "1");
  list.Add("x-b", "");
  EXPECT_EQ(list.RemoveIf([](const HeaderField& field) { return field.value.empty(); }), 1u);
  EXPECT_EQ(Show(list), "via=1;");
  list.Clear();
  EXPECT_TRUE(list.empty());
  EXPECT_FALSE(list.Has(HeaderId::kVia));
}

TEST(HeaderList, CopiesOutliveTheirSourceAndAreLowerCased) {
  base::Arena arena;
  HeaderList list(arena);
  {
    const std::string name = "X-Some-Name";
    const std::string value = "Some Value";
    list.AddCopy(name, value);
    list.SetCopy("VIA", value);
  }
  EXPECT_EQ(Show(list), "x-some-name=Some Value;via=Some Value;");
  EXPECT_EQ(list[1].id, HeaderId::kVia);
}

TEST(HeaderList, GrowsPastItsFirstArray) {
  base::Arena arena;
  HeaderList list(arena);
  for (int i = 0; i < 1000; ++i) list.AddCopy("x-" + std::to_string(i), std::to_string(i));
  EXPECT_EQ(list.size(), 1000u);
  EXPECT_EQ(list.Value("x-999"), "999");
  EXPECT_EQ(list.Value("x-0"), "0");
}

TEST(HeaderList, ASharedListChangesOnItsOwn) {
  buffer::SlicePool pool;
  base::Arena arena;
  base::Arena other;
  {
    HeaderList list(arena);
    list.Pin(pool.Get());
    list.Add("x-a", "1");
    HeaderList copy = list.Share(other);
    copy.Set("x-a", "2");
    copy.Add(HeaderId::kVia, "v");
    EXPECT_EQ(Show(list), "x-a=1;");
    EXPECT_FALSE(list.Has(HeaderId::kVia));
    EXPECT_EQ(Show(copy), "x-a=2;via=v;");
    HeaderList first = std::move(list);
    EXPECT_TRUE(list.empty());
    list = std::move(copy);
    EXPECT_EQ(Show(list), "x-a=2;via=v;");
    first = HeaderList(arena);
    EXPECT_EQ(pool.in_use(), 1u) << "the copy keeps the bytes alive";
  }
  EXPECT_EQ(pool.in_use(), 0u);
}

TEST(HeaderList, RemembersSpellings) {
  base::Arena arena;
  HeaderList list(arena);
  EXPECT_EQ(list.Spelled("x-a"), "x-a");
  list.AddSpelling("x-a", "X-A");
  EXPECT_TRUE(list.HasSpelling("x-a"));
  EXPECT_FALSE(list.HasSpelling("x-b"));
  EXPECT_EQ(list.Share(arena).Spelled("x-a"), "X-A");
  const HeaderList moved = std::move(list);
  EXPECT_EQ(moved.Spelled("x-a"), "X-A");
  EXPECT_EQ(moved.Spelled("x-b"), "x-b");
}

TEST(HeaderList, CountsBytesAsUsersSeeThem) {
  base::Arena arena;
  HeaderList list(arena);
  EXPECT_EQ(list.ByteSize(), 0u);
  list.Add("x-a", "12");
  list.Add(HeaderId::kVia, "");
  EXPECT_EQ(list.ByteSize(), 3u + 2 + 3 + 3 + 0 + 3);
}

}  // namespace
}  // namespace nuncio::http

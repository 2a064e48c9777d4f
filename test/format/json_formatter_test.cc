// Checks source/format/formatter.h as JSON: types, order, what is left out, what is refused.

#include "gtest/gtest.h"
#include "test/format/format_world.h"

namespace nuncio::format {
namespace {

using record::List;
using record::Struct;
using record::Value;

std::string Write(const test::FormatWorld& world, const Struct& format, bool omit = false) {
  FormatOptions options;
  options.omit_empty_values = omit;
  std::string out;
  JsonFormatter::Parse(format, options)->Append(Input(world.record), out);
  return out;
}

TEST(JsonFormatterTest, KeepsTypesAndSortsKeys) {
  test::FormatWorld world;
  world.request.headers.Add("x-num", "12");
  world.request.headers.Add("x-q", "a\"b\\c\t\xc3\xa9");
  const Struct format = {
      {"code", Value("%RESPONSE_CODE%")},
      {"mixed", Value("%RESPONSE_CODE%x")},
      {"none", Value("%REQ(x-none)%")},
      {"head", Value("%REQ(x-num)%")},
      {"plain", Value("text")},
      {"number", Value(7.0)},
      {"yes", Value(true)},
      {"nothing", Value()},
      {"deep", Value(Struct{{"p", Value("%PROTOCOL%")},
                            {"list", Value(List{Value("%REQ(:METHOD)%"),
                                                Value(Struct{{"a", Value("%BYTES_SENT%")}})})}})},
      {"esc", Value("%REQ(x-q)%")},
      {"two", Value("%REQ(x-none)% %REQ(x-num)%")},
  };
  EXPECT_EQ(Write(world, format),
            R"({"code":200,"deep":{"list":["GET",{"a":5}],"p":"HTTP/1.1"},)"
            "\"esc\":\"a\\\"b\\\\c\\t\xc3\xa9\","
            R"("head":"12","mixed":"200x","none":null,"nothing":null,"number":7,)"
            R"("plain":"text","two":"- 12","yes":true})");
}

TEST(JsonFormatterTest, LeavesOutWhatIsAbsentAtEveryDepth) {
  const Struct format = {
      {"a", Value("%REQ(x-none)%")},
      {"b", Value("%RESPONSE_FLAGS%")},
      {"c", Value(Struct{{"d", Value("%REQ(x-none)%")}, {"e", Value("%REQ(:method)%")}})},
      {"f", Value(Struct{{"g", Value("%REQ(x-none)%")}})},
      {"h", Value(List{Value("%REQ(x-none)%"), Value("x")})},
      {"i", Value("%REQ(x-none)%-%REQ(x-none)%")},
      {"j", Value("")},
  };
  EXPECT_EQ(Write(test::FormatWorld(), format, true),
            R"({"b":"-","c":{"e":"GET"},"h":["x"],"i":"-","j":""})");
  EXPECT_EQ(Write(test::FormatWorld(), {{"a", Value("%REQ(x-none)%")}}, true), "{}");
}

TEST(JsonFormatterTest, MetadataAndStateKeepTheirTypes) {
  test::FormatWorld world;
  world.record.MutableDynamicMetadata().Merge(
      "d", Struct{{"text", Value("q\"")}, {"list", Value(List{Value(1.0)})}, {"t", Value(true)}});
  world.record.MutableFilterState().Set("k", std::make_shared<record::TextObject>("v"));
  EXPECT_EQ(Write(world, {{"a", Value("%DYNAMIC_METADATA(d:text)%")},
                          {"b", Value("%DYNAMIC_METADATA(d:list)%")},
                          {"c", Value("%DYNAMIC_METADATA(d:t)%")},
                          {"d", Value("%DYNAMIC_METADATA(d:list):2%")},
                          {"e", Value("%FILTER_STATE(k)%")},
                          {"f", Value("%FILTER_STATE(k:PLAIN)%")}}),
            R"({"a":"q\"","b":[1],"c":true,"d":"[1","e":"v","f":"v"})");
}

TEST(JsonFormatterTest, RefusesABadOperatorAnywhere) {
  EXPECT_FALSE(JsonFormatter::Parse({{"a", Value(List{Value("%NOPE%")})}}).ok());
  EXPECT_FALSE(JsonFormatter::Parse({{"a", Value(Struct{{"b", Value("%")}})}}).ok());
}

TEST(BodyFormatTest, JsonEndsALineAndTypesHaveDefaults) {
  test::FormatWorld world;
  std::string out;
  const BodyFormat json = BodyFormat::Json(*JsonFormatter::Parse({{"a", Value("%PROTOCOL%")}}));
  json.Append(Input(world.record), out);
  EXPECT_EQ(out, "{\"a\":\"HTTP/1.1\"}\n");
  EXPECT_EQ(json.content_type(), "application/json");
  const BodyFormat text = BodyFormat::Text(*Formatter::Parse("<%PROTOCOL%>"));
  out.clear();
  text.Append(Input(world.record), out);
  EXPECT_EQ(out, "<HTTP/1.1>");
  EXPECT_EQ(text.content_type(), "text/plain");
  EXPECT_EQ(BodyFormat::Text(Formatter(), "text/html").content_type(), "text/html");
}

}  // namespace
}  // namespace nuncio::format

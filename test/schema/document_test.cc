// Text becomes a message, or errors that say where and why (source/schema/document.h).
#include "source/schema/document.h"

#include <google/protobuf/struct.pb.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "source/schema/dump.h"
#include "test/schema/everything.pb.h"

namespace nuncio::schema {
namespace {

using test::Everything;

std::string Compact(const google::protobuf::Message& message) {
  return DumpJson(message, {.pretty = false, .mask_sensitive = false});
}

// The message as JSON, or the errors.
std::string Read(absl::string_view text, DocumentFormat format, DocumentResult& result,
                 DocumentOptions options = {}) {
  options.file = "f";
  options.format = format;
  Everything message;
  return ReadDocument(text, options, message, result) ? Compact(message) : result.errors.ToString();
}

std::string ReadYaml(absl::string_view text, DocumentOptions options = {}) {
  DocumentResult result;
  return Read(text, DocumentFormat::kYaml, result, options);
}

std::string ReadJson(absl::string_view text, DocumentOptions options = {}) {
  DocumentResult result;
  return Read(text, DocumentFormat::kJson, result, options);
}

struct Case {
  std::string text;
  std::string result;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.text; }

const std::string kType = "nuncio.schema.test.Everything: ";

// ------------------------------------------------------------------ forms that both notations
// share

class SharedForms : public ::testing::TestWithParam<Case> {};

TEST_P(SharedForms, ReadAlikeInJson) { EXPECT_EQ(ReadJson(GetParam().text), GetParam().result); }

TEST_P(SharedForms, ReadAlikeInYaml) { EXPECT_EQ(ReadYaml(GetParam().text), GetParam().result); }

INSTANTIATE_TEST_SUITE_P(
    Accepted, SharedForms,
    ::testing::ValuesIn(std::vector<Case>{
        {"{}", "{}"},
        {R"({"int32_field": -5, "uint32Field": 7})", R"({"int32_field":-5,"uint32_field":7})"},
        {R"({"int64_field": "-9223372036854775808"})", R"({"int64_field":"-9223372036854775808"})"},
        {R"({"uint64_field": "18446744073709551615"})",
         R"({"uint64_field":"18446744073709551615"})"},
        {R"({"uint64_field": 18446744073709551615})", R"({"uint64_field":"18446744073709551615"})"},
        {R"({"int32_field": "0x10"})", R"({"int32_field":16})"},
        {R"({"int32_field": 1e3})", R"({"int32_field":1000})"},
        {R"({"int32_field": "1.0"})", R"({"int32_field":1})"},
        {R"({"double_field": 50.5, "float_field": "0.1"})",
         R"({"double_field":50.5,"float_field":0.1})"},
        {R"({"double_field": "NaN"})", R"({"double_field":"NaN"})"},
        {R"({"float_field": "-Infinity"})", R"({"float_field":"-Infinity"})"},
        {R"({"bool_field": true})", R"({"bool_field":true})"},
        {R"({"bool_field": "yes"})", R"({"bool_field":true})"},
        {R"({"string_field": "ü\n"})", R"({"string_field":"ü\n"})"},
        {R"({"bytes_field": "AAE"})", R"({"bytes_field":"AAE="})"},
        {R"({"color": "dark_blue"})", R"({"color":"DARK_BLUE"})"},
        {R"({"color": 1, "colors": ["RED", "5", 7]})",
         R"({"color":"GREEN","colors":["RED","DARK_BLUE",7]})"},
        {R"({"strings": ["a", "b"]})", R"({"strings":["a","b"]})"},
        {R"({"children": [{"int32_field": 1}, {}]})", R"({"children":[{"int32_field":1},{}]})"},
        {R"({"labels": {"b": "1", "a": "2"}})", R"({"labels":{"a":"2","b":"1"}})"},
        {R"({"flags": {"-3": true}})", R"({"flags":{"-3":true}})"},
        {R"({"named_children": {"x": {"bool_field": true}, "y": null}})",
         R"({"named_children":{"x":{"bool_field":true},"y":{}}})"},
        {R"({"duration": "1.5s"})", R"({"duration":"1.5s"})"},
        {R"({"duration": {"seconds": "1", "nanos": 5}})", R"({"duration":"1.000000005s"})"},
        {R"({"timestamp": {"seconds": 253402300799}})", R"({"timestamp":"9999-12-31T23:59:59Z"})"},
        {R"({"timestamp": "2030-01-31T12:00:00Z"})", R"({"timestamp":"2030-01-31T12:00:00Z"})"},
        {R"({"uint32_value": 0, "string_value": "", "bool_value": false, "bytes_value": "AA=="})",
         R"({"uint32_value":0,"string_value":"","bool_value":false,"bytes_value":"AA=="})"},
        {R"({"uint32_value": {"value": 3}})", R"({"uint32_value":3})"},
        {R"({"struct": {"a": [1, {"b": null}, "c", true]}})",
         R"({"struct":{"a":[1,{"b":null},"c",true]}})"},
        {R"({"value": null})", R"({"value":null})"},
        {R"({"list": [null, 1]})", R"({"list":[null,1]})"},
        {R"({"mask": "a.bC,d"})", R"({"mask":"a.bC,d"})"},
        {R"({"null": null, "optional_int32": 0})", R"({"optional_int32":0})"},
        {R"({"metadata": {"a": null, "b": {"c": 1}}})", R"({"metadata":{"a":{},"b":{"c":1}}})"},
        {R"({"any": {}})", R"({"any":{}})"},
        {R"({"any": {"@type": "type.googleapis.com/nuncio.schema.test.Everything", "color": 1}})",
         R"({"any":{"@type":"type.googleapis.com/nuncio.schema.test.Everything","color":"GREEN"}})"},
        {R"({"any": {"@type": "x/google.protobuf.Duration", "value": "1s"}})",
         R"({"any":{"@type":"x/google.protobuf.Duration","value":"1s"}})"},
        {R"({"first": "", "second": null})", R"({"first":""})"},
        {R"({"int32_field": null, "child": null, "strings": null, "duration": null})", "{}"},
    }));

INSTANTIATE_TEST_SUITE_P(
    Refused, SharedForms,
    ::testing::ValuesIn(std::vector<Case>{
        {"[]", "f:1:1: " + kType + "must be a map, got a list"},
        {"\"a\"", "f:1:1: " + kType + "must be a map, got \"a\""},
        {"null", "f:1:1: " + kType + "must be a map, got null"},
        {R"({"a": 1})", "f:1:2: " + kType + "a: is not a field of nuncio.schema.test.Everything"},
        {R"({"unknown": null})",
         "f:1:2: " + kType + "unknown: is not a field of nuncio.schema.test.Everything"},
        {R"({"Int-32-feild": 1})",
         "f:1:2: " + kType +
             "Int-32-feild: is not a field of nuncio.schema.test.Everything; did you mean "
             "int32_field"},
        {R"({"child": {"@type": "x"}})",
         "f:1:12: " + kType + "child.@type: is not a field of nuncio.schema.test.Everything"},
        {R"({"int32_field": "2147483648"})", "f:1:17: " + kType +
                                                 "int32_field: must be a whole number from "
                                                 "-2147483648 to 2147483647, got \"2147483648\""},
        {R"({"uint32_field": true})",
         "f:1:18: " + kType +
             "uint32_field: must be a whole number from 0 to 4294967295, got the boolean true"},
        {R"({"uint32_field": " 1"})",
         "f:1:18: " + kType +
             "uint32_field: must be a whole number from 0 to 4294967295, got \" 1\""},
        {R"({"bool_field": 1})",
         "f:1:16: " + kType + "bool_field: must be true or false, got the number 1"},
        {R"({"bool_field": "on"})",
         "f:1:16: " + kType + "bool_field: must be true or false, got \"on\""},
        {R"({"double_field": []})",
         "f:1:18: " + kType + "double_field: must be a number, got a list"},
        {R"({"float_field": "1e39"})",
         "f:1:17: " + kType + "float_field: must be a number, got \"1e39\""},
        {R"({"string_field": {}})",
         "f:1:18: " + kType + "string_field: must be a string, got a map"},
        {R"({"bytes_field": "A A="})",
         "f:1:17: " + kType + "bytes_field: must be bytes in base64, got \"A A=\""},
        {R"({"color": "PINK"})",
         "f:1:11: " + kType + "color: must be one of RED, GREEN, DARK_BLUE, got \"PINK\""},
        {R"({"color": "Color.RED"})",
         "f:1:11: " + kType + "color: must be one of RED, GREEN, DARK_BLUE, got \"Color.RED\""},
        {R"({"strings": {}})", "f:1:13: " + kType + "strings[0]: must be a string, got a map"},
        {R"({"strings": ["a", null]})",
         "f:1:19: " + kType + "strings[1]: an element may not be null, got null"},
        {R"({"child": []})", "f:1:11: " + kType + "child: must be a map, got a list"},
        {R"({"labels": {"a": null}})",
         "f:1:18: " + kType + "labels[\"a\"]: must be a string, got null"},
        {R"({"flags": {"x": true}})",
         "f:1:12: " + kType +
             "flags[\"x\"]: must be a whole number from -2147483648 to 2147483647, got \"x\""},
        {R"({"duration": "1ms"})",
         "f:1:14: " + kType +
             "duration: must be a duration in seconds such as \"1.5s\", got \"1ms\""},
        {R"({"duration": 1})",
         "f:1:14: " + kType +
             "duration: must be a duration in seconds such as \"1.5s\", got the number 1"},
        {R"({"duration": {"seconds": 1, "nanos": -1}})",
         "f:1:14: " + kType +
             "duration: must be within 10000 years, its parts of one sign, got a map"},
        {R"({"timestamp": {"seconds": 253402300800}})",
         "f:1:15: " + kType + "timestamp: must lie in the years 1 to 9999, got a map"},
        {R"({"timestamp": "noon"})",
         "f:1:15: " + kType +
             "timestamp: must be a time such as \"2030-01-31T12:00:00Z\", got \"noon\""},
        {R"({"any": {"color": 1}})",
         "f:1:9: " + kType + "any: must name its type in \"@type\", got a map"},
        {R"({"any": {"@type": "nuncio.schema.test.Everything"}})",
         "f:1:19: " + kType +
             "any: \"@type\" must be a type URL, got \"nuncio.schema.test.Everything\"; such as "
             "type.googleapis.com/google.protobuf.Empty"},
        {R"({"any": {"@type": "x/acme.Filter", "a": 1}})",
         "f:1:19: " + kType +
             "any: \"@type\" names a type that is not known, got \"x/acme.Filter\""},
        {R"({"any": {"@type": "x/google.protobuf.Duration"}})",
         "f:1:9: " + kType +
             "any<google.protobuf.Duration>: must have the member \"value\", got a map"},
        {R"({"any": {"@type": "x/nuncio.schema.test.Everything", "child": {"colour": 1}}})",
         "f:1:64: " + kType +
             "any<nuncio.schema.test.Everything>.child.colour: is not a field of "
             "nuncio.schema.test.Everything; did you mean color"},
        {R"({"first": "", "second": {}})",
         "f:1:15: " + kType +
             "second: only one of first, second, third may be set, and first is set already"},
        {R"({"secret": ["hunter2"], "secret_child": {"int32_field": "hunter2"}})",
         "f:1:12: " + kType + "secret: must be a string, got a list\nf:1:57: " + kType +
             "secret_child.int32_field: must be a whole number from -2147483648 to 2147483647, "
             "got [redacted]"},
        {"{\"bool_field\": 5,\n \"string_field\": [],\n \"x\": 1}",
         "f:1:16: " + kType + "bool_field: must be true or false, got the number 5\nf:2:18: " +
             kType + "string_field: must be a string, got a list\nf:3:2: " + kType +
             "x: is not a field of nuncio.schema.test.Everything"},
    }));

// ------------------------------------------------------------------ what only JSON has

class JsonForms : public ::testing::TestWithParam<Case> {};

TEST_P(JsonForms, Read) { EXPECT_EQ(ReadJson(GetParam().text), GetParam().result); }

INSTANTIATE_TEST_SUITE_P(
    Table, JsonForms,
    ::testing::ValuesIn(std::vector<Case>{
        {" \t\r\n{ } \n", "{}"},
        {"{'string_field': 'a\"'}", R"({"string_field":"a\""})"},
        {"{string_field: \"a\"}", R"({"string_field":"a"})"},
        {R"({"strings": ["a",], })", R"({"strings":["a"]})"},
        {"{\"string_field\": \"a\tb\nc\"}", R"({"string_field":"a\tb\nc"})"},
        {R"({"string_field": "\"\\\/\b\f\n\r\t\u00fc\ud83d\ude00"})",
         "{\"string_field\":\"\\\"\\\\/\\u0008\\u000c\\n\\r\\tü😀\"}"},
        {R"({"value": -0.5E-1})", R"({"value":-0.05})"},
        {"", "f:1:1: " + kType + "the document is empty"},
        {" \n ", "f:2:2: " + kType + "the document is empty"},
        {"{} {}", "f:1:4: " + kType + "nothing may follow the value"},
        {"{} // c", "f:1:4: " + kType + "nothing may follow the value"},
        {"// c\n{}", "f:1:1: " + kType + "expected a value"},
        {"{node: id}", "f:1:8: " + kType + "expected a value"},
        {"node: {id: name}", "f:1:1: " + kType + "expected a value"},
        {"{", "f:1:2: " + kType + "expected a key in quotes, got the end of the text"},
        {"{\"a\"}", "f:1:5: " + kType + "expected ':'"},
        {"{\"a\": 1 \"b\": 2}", "f:1:9: " + kType + "expected ',' or '}'"},
        {"{\"a\": [1 2]}", "f:1:10: " + kType + "expected ',' or ']'"},
        {"{\"a\": [,]}", "f:1:8: " + kType + "expected a value"},
        {"{,}", "f:1:2: " + kType + "expected a key in quotes"},
        {"{\"a\": 01}", "f:1:8: " + kType + "a number may not begin with 0"},
        {"{\"a\": 1.}", "f:1:9: " + kType + "expected a digit"},
        {"{\"a\": -}", "f:1:8: " + kType + "expected a digit"},
        {"{\"a\": 1e}", "f:1:9: " + kType + "expected a digit"},
        {"{\"a\": NaN}", "f:1:7: " + kType + "expected a value"},
        {"{\"a\": \"b",
         "f:1:9: " + kType + "expected the end of the string, got the end of the text"},
        {"{\"a\": \"\\x\"}", "f:1:9: " + kType + "expected an escape that JSON knows"},
        {"{\"a\": \"\\u12g4\"}", "f:1:12: " + kType + "expected four hexadecimal digits"},
        {"{\"a\": \"\\ud800\"}", "f:1:14: " + kType + "the first half of a pair alone"},
        {"{\"a\": \"\\udc00\"}", "f:1:14: " + kType + "the second half of a pair alone"},
        {"{\"a\": \"\xff\"}", "f:1:8: " + kType + "not UTF-8"},
    }));

// ------------------------------------------------------------------ what only YAML has

class YamlForms : public ::testing::TestWithParam<Case> {};

TEST_P(YamlForms, Read) { EXPECT_EQ(ReadYaml(GetParam().text), GetParam().result); }

INSTANTIATE_TEST_SUITE_P(
    Accepted, YamlForms,
    ::testing::ValuesIn(std::vector<Case>{
        {"child:\n  strings:\n  - a\n  - b\n", R"({"child":{"strings":["a","b"]}})"},
        {"# c\n---\nbool_field: yes\n...\n", R"({"bool_field":true})"},
        {"%YAML 1.2\n---\nbool_field: On", R"({"bool_field":true})"},
        {"\xEF\xBB\xBF"
         "bool_field: y\r\n",
         R"({"bool_field":true})"},
        {"bool_field: true\n---\nbool_field: [", R"({"bool_field":true})"},
        {"child:\n", "{}"},
        {"child: ~\n", "{}"},
        {"string_field: |\n  a\n  b\n", R"({"string_field":"a\nb\n"})"},
        {"string_field: 1.10\n", R"({"string_field":"1.10"})"},
        {"string_field: 2020-01-01\n", R"({"string_field":"2020-01-01"})"},
        {"string_field: '5'\n", R"({"string_field":"5"})"},
        {"string_field: \"yes\"\n", R"({"string_field":"yes"})"},
        {"string_field: 5000000000\n", R"({"string_field":"5000000000"})"},
        {"string_field: yEs\n", R"({"string_field":"yEs"})"},
        {"int32_field: 0x10\n", R"({"int32_field":16})"},
        {"int32_field: 010\n", R"({"int32_field":8})"},
        {"int32_field: -0x1F\n", R"({"int32_field":-31})"},
        {"int32_field: 1e2\n", R"({"int32_field":100})"},
        {"int32_field: !!str 5\n", R"({"int32_field":5})"},
        {"int32_field: !foo 5\n", R"({"int32_field":5})"},
        {"uint64_field: 18446744073709551615\n", R"({"uint64_field":"18446744073709551615"})"},
        {"struct: {a: 0.5, b: 5000000000, c: 010, d: n, e: -3, f: ~}\n",
         R"({"struct":{"a":"0.5","b":"5000000000","c":8,"d":false,"e":-3,"f":null}})"},
        {"labels: {5: a, yes: b}\n", R"({"labels":{"5":"a","yes":"b"}})"},
        {"string_field: &n a\nstring_value: *n\n", R"({"string_field":"a","string_value":"a"})"},
        {"child: &c {strings: [a]}\nsecond: *c\n",
         R"({"child":{"strings":["a"]},"second":{"strings":["a"]}})"},
        {"strings: [&a x, z, *a]\n", R"({"strings":["x","z","x"]})"},
        {"labels: {&k a: b}\n", "f:1:10: " + kType + "a key may not carry an anchor"},
        {"string_field: &k a\nlabels: {*k : b}\n", R"({"string_field":"a","labels":{"a":"b"}})"},
        {"struct: {\"<<\": 1}\n", R"({"struct":{"<<":1}})"},
    }));

INSTANTIATE_TEST_SUITE_P(
    Refused, YamlForms,
    ::testing::ValuesIn(std::vector<Case>{
        {"", "f:1:1: " + kType + "the document is empty"},
        {"# nothing\n", "f:1:1: " + kType + "the document is empty"},
        {"hello\n", "f:1:1: " + kType + "must be a map, got \"hello\""},
        {"---\n", "f:2:1: " + kType + "must be a map, got null"},
        {"string_field: 5\n",
         "f:1:15: " + kType +
             "string_field: must be a string, got the number 5; put quotes around it"},
        {"strings:\n- a\n- n\n",
         "f:3:3: " + kType +
             "strings[1]: must be a string, got the boolean n; put quotes around it"},
        {"int32_field: 0o17\n",
         "f:1:14: " + kType +
             "int32_field: must be a whole number from -2147483648 to 2147483647, got \"0o17\""},
        {"int32_field: 1_000\n",
         "f:1:14: " + kType +
             "int32_field: must be a whole number from -2147483648 to 2147483647, got \"1_000\""},
        {"child: &c {bool_field: true}\nsecond: {<<: *c}\n",
         "f:2:10: " + kType + "merge keys (<<) are not supported"},
        {"child: *nope\n", "f:1:8: " + kType + "the referenced anchor is not defined"},
        {"child: &c {child: *c}\n",
         "f:1:19: " + kType + "an alias may not stand inside what it names"},
        {"? [a]\n: b\n", "f:1:3: " + kType + "a key must be text"},
        {"{~: b}\n", "f:1:2: " + kType + "a key must be text"},
        {"child:\n\tstrings: []\n", "f:2:9: " + kType + "illegal map value"},
        {"child: {bool_field: 'x}\n", "f:2:1: " + kType + "end of map flow not found"},
        {"string_field: \xff\n", "f:1:15: " + kType + "string_field: must be UTF-8, got \"\\xff\""},
        {"any: {\"@type\": x\xff/google.protobuf.Empty}\n",
         "f:1:16: " + kType + "any: must be UTF-8, got \"x\\xff/google.protobuf.Empty\""},
        {"mask: a\xff\n", "f:1:7: " + kType + "mask: must be UTF-8, got \"a\\xff\""},
        {"struct: {a: \xff}\n", "f:1:13: " + kType + "struct[\"a\"]: must be UTF-8, got \"\\xff\""},
    }));

// ------------------------------------------------------------------ limits

std::string Nested(int lists) {
  return absl::StrCat("{\"list\": ", std::string(lists, '['), std::string(lists, ']'), "}");
}

TEST(DocumentLimits, DepthIsCountedInLevels) {
  const DocumentOptions options{.max_depth = 5};
  // The map around them is level 0.
  EXPECT_EQ(ReadJson(Nested(5), options), "{\"list\":[[[[[]]]]]}");
  EXPECT_EQ(ReadYaml(Nested(5), options), "{\"list\":[[[[[]]]]]}");
  EXPECT_EQ(ReadJson(Nested(6), options), "f:1:15: " + kType + "nested deeper than 5 levels");
  EXPECT_EQ(ReadYaml(Nested(6), options), "f:1:15: " + kType + "nested deeper than 5 levels");
}

TEST(DocumentLimits, DepthOfHostileTextIsBounded) {
  const std::string wanted = "nested deeper than 100 levels";
  EXPECT_NE(ReadJson(Nested(100'000)).find(wanted), std::string::npos);
  EXPECT_NE(ReadYaml(Nested(100'000)).find(wanted), std::string::npos);
}

TEST(DocumentLimits, DepthCountsThroughAliases) {
  const DocumentOptions options{.max_depth = 3};
  EXPECT_EQ(ReadYaml("struct: {a: &a [[]], b: *a}", options), R"({"struct":{"a":[[]],"b":[[]]}})");
  EXPECT_EQ(ReadYaml("struct: {a: &a [[]], b: [*a]}", options),
            "f:1:26: " + kType + "nested deeper than 3 levels");
}

TEST(DocumentLimits, BytesAreCounted) {
  EXPECT_EQ(ReadJson("{   }", {.max_bytes = 5}), "{}");
  EXPECT_EQ(ReadJson("{    }", {.max_bytes = 5}),
            "f: " + kType + "the document has 6 bytes, more than the limit of 5");
}

TEST(DocumentLimits, AliasesMayAddOnlySoMuch) {
  const std::string text = "struct: {a: &a [1, 2], b: *a, c: *a}";  // each alias adds 3 values
  EXPECT_EQ(ReadYaml(text, {.max_alias_nodes = 6}),
            R"({"struct":{"a":[1,2],"b":[1,2],"c":[1,2]}})");
  EXPECT_EQ(ReadYaml(text, {.max_alias_nodes = 5}),
            "f:1:34: " + kType + "aliases add more than 5 values");
}

TEST(DocumentLimits, LongTextsInAliasesCountByTheirLength) {
  std::string text = absl::StrCat("strings: [&a ", std::string(6400, 'x'));
  for (int i = 0; i < 10; ++i) text += ", *a";
  text += "]";
  EXPECT_NE(ReadYaml(text, {.max_alias_nodes = 1000}).find("aliases add more than 1000"),
            std::string::npos);
  EXPECT_EQ(ReadYaml(text, {.max_alias_nodes = 1010}).substr(0, 12), R"({"strings":[)");
}

TEST(DocumentLimits, ABillionLaughsAreRefused) {
  std::string text = "struct:\n  a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
  for (int i = 1; i < 12; ++i) {
    absl::StrAppend(&text, "  a", i, ": &a", i, " [");
    for (int j = 0; j < 9; ++j) absl::StrAppend(&text, "*a", i - 1, ",");
    absl::StrAppend(&text, "]\n");
  }
  EXPECT_NE(ReadYaml(text).find("aliases add more than 1000000 values"), std::string::npos);
}

// ------------------------------------------------------------------ the rest

TEST(Document, GivenTwiceTheLastOneCountsAndIsWarnedOf) {
  for (const DocumentFormat format : {DocumentFormat::kYaml, DocumentFormat::kJson}) {
    DocumentResult result;
    EXPECT_EQ(Read("{\"child\": {\"int32_field\": 1}, \"child\": {\"color\": 1},\n"
                   " \"strings\": [\"a\"], \"strings\": [\"b\"],\n"
                   " \"labels\": {\"a\": \"1\", \"a\": \"2\"},\n"
                   " \"struct\": {\"a\": 1, \"a\": {\"b\": 2}},\n"
                   " \"string_value\": \"a\", \"stringValue\": \"b\"}",
                   format, result),
              R"({"strings":["b"],"child":{"color":"GREEN"},"labels":{"a":"2"},"string_value":"b",)"
              R"("struct":{"a":{"b":2}}})");
    const std::string twice = "is given twice: the last one counts";
    EXPECT_EQ(result.warnings.ToString(),
              "f:1:31: " + kType + "child: " + twice + "\nf:2:20: " + kType + "strings: " + twice +
                  "\nf:3:13: " + kType + "labels[\"a\"]: " + twice + "\nf:4:21: " + kType +
                  "struct[\"a\"]: " + twice + "\nf:5:23: " + kType + "string_value: " + twice);
  }
}

TEST(Document, AScalarGivenTwiceIsWarnedOfEvenWhereTheFirstIsItsDefault) {
  DocumentResult result;
  EXPECT_EQ(Read("{string_field: '', string_field: b, any: {'@type': x/google.protobuf.Duration, "
                 "'@type': x/google.protobuf.Empty}}",
                 DocumentFormat::kYaml, result),
            R"({"string_field":"b","any":{"@type":"x/google.protobuf.Empty"}})");
  const std::string twice = "is given twice: the last one counts";
  EXPECT_EQ(result.warnings.ToString(), "f:1:20: " + kType + "string_field: " + twice +
                                            "\nf:1:80: " + kType + "any.@type: " + twice);
}

TEST(Document, OneThingForAListIsAListOfOneAndWarnedOf) {
  DocumentResult result;
  EXPECT_EQ(Read("strings: a", DocumentFormat::kYaml, result), R"({"strings":["a"]})");
  EXPECT_EQ(result.warnings.ToString(),
            "f:1:10: " + kType + "strings: should be a list: it is taken as a list of one");
}

TEST(Document, OnlyTheFirstDocumentIsReadAndTheOthersAreSaid) {
  for (const char* rest : {"--- {bool_field: true}", "---\nx: [", "--- a\n--- b"}) {
    DocumentResult result;
    EXPECT_EQ(Read(absl::StrCat("string_field: a\n", rest), DocumentFormat::kYaml, result),
              R"({"string_field":"a"})");
    EXPECT_NE(result.warnings.ToString().find("is not read: a file holds one document"),
              std::string::npos)
        << rest;
  }
  for (const char* rest : {"---\n", "...\n", "---\n---\n# end"}) {
    DocumentResult result;
    Read(absl::StrCat("string_field: a\n", rest), DocumentFormat::kYaml, result);
    EXPECT_TRUE(result.warnings.empty()) << rest << result.warnings.ToString();
  }
  EXPECT_EQ(ReadYaml("{}\n--- a", {.refuse_more_documents = true}),
            "f:2:5: " + kType + "is not read: a file holds one document");
}

TEST(Document, IgnoredKeysOnlyCarryAnchors) {
  DocumentResult result;
  EXPECT_EQ(Read("!ignore shared: {a: &a x, b: &b [z]}\nstring_field: *a\nstrings: *b\n"
                 "child: {!ignore more: 1, color: 1}",
                 DocumentFormat::kYaml, result),
            R"({"string_field":"x","strings":["z"],"child":{"color":"GREEN"}})");
  EXPECT_TRUE(result.warnings.empty()) << result.warnings.ToString();
}

TEST(Document, UnknownFieldsAreListedWhereTheyAreLetThrough) {
  DocumentResult result;
  EXPECT_EQ(
      Read("child: {zz: {a: [1]}, color: 1}\nany: {\"@type\": x/google.protobuf.Empty, y1: 1}",
           DocumentFormat::kYaml, result, {.unknown_fields = UnknownFields::kReport}),
      R"({"child":{"color":"GREEN"},"any":{"@type":"x/google.protobuf.Empty"}})");
  EXPECT_EQ(result.unknown_fields.ToString(),
            "f:1:9: " + kType +
                "child.zz: is not a field of nuncio.schema.test.Everything\nf:2:41: " + kType +
                "any<google.protobuf.Empty>.y1: is not a field of google.protobuf.Empty");
}

TEST(Document, AMistakeIsAnErrorAlsoWhereUnknownFieldsAreLetThrough) {
  EXPECT_EQ(ReadYaml("{zz: 1, bool_field: 7}", {.unknown_fields = UnknownFields::kReport}),
            "f:1:21: " + kType + "bool_field: must be true or false, got the number 7");
}

TEST(Document, ReplacesWhatTheMessageHeld) {
  Everything message;
  message.set_string_field("old");
  DocumentResult result;
  ASSERT_TRUE(ReadDocument("{}", {.format = DocumentFormat::kJson}, message, result));
  EXPECT_EQ(Compact(message), "{}");
}

TEST(Document, PositionsFindALaterErrorsPlace) {
  Everything message;
  DocumentResult result;
  ASSERT_TRUE(
      ReadDocument("child:\n  strings:\n  - a\n  - b\nany:\n"
                   "  \"@type\": x/nuncio.schema.test.Everything\n  labels: {a.b: c}\n",
                   {.file = "f.yaml", .format = DocumentFormat::kYaml}, message, result));
  const std::vector<std::pair<std::string, std::string>> table = {
      {"child", "f.yaml:1:1"},
      {"child.strings[1]", "f.yaml:4:5"},
      {"child.strings[7]", "f.yaml:2:3"},
      {"child.color", "f.yaml:1:1"},
      {"any<nuncio.schema.test.Everything>.labels[\"a.b\"]", "f.yaml:7:12"},
      {"any<nuncio.schema.test.Everything>.child.child", "f.yaml:6:3"},
      {"color", "f.yaml"},
      {"", "f.yaml"},
  };
  for (const auto& [path, place] : table) {
    EXPECT_EQ(result.positions.Find(path).ToString(), place) << path;
  }
  ConfigErrors errors;
  errors.Add({.field_path = "strings[0]", .rule = "r"});
  errors.Add({.field_path = "", .rule = "r"});
  result.positions.Annotate(errors, "child");
  EXPECT_EQ(errors.ToString(), "f.yaml:3:5: strings[0]: r\nf.yaml:1:1: r");
}

TEST(Document, EndingsDecideTheFormat) {
  EXPECT_EQ(FormatOfFile("/a/b.yaml"), DocumentFormat::kYaml);
  EXPECT_EQ(FormatOfFile("b.YML"), DocumentFormat::kYaml);
  EXPECT_EQ(FormatOfFile("b.json"), DocumentFormat::kJson);
  EXPECT_EQ(FormatOfFile("b.pb"), DocumentFormat::kBinary);
  EXPECT_EQ(FormatOfFile("b.pb_text"), DocumentFormat::kText);
  EXPECT_EQ(FormatOfFile("b.conf"), DocumentFormat::kJson);
  EXPECT_EQ(FormatOfFile("yaml"), DocumentFormat::kJson);
  EXPECT_EQ(FormatOfFile(""), DocumentFormat::kJson);
}

TEST(Document, ReadsTheTextFormat) {
  DocumentResult good;
  EXPECT_EQ(Read("child { color: GREEN }", DocumentFormat::kText, good),
            R"({"child":{"color":"GREEN"}})");
  DocumentResult empty;
  EXPECT_EQ(Read("", DocumentFormat::kText, empty), "{}");
  DocumentResult bad;
  EXPECT_EQ(Read("child {\n  zz: 1 }", DocumentFormat::kText, bad),
            "f:2:5: " + kType +
                "Message type \"nuncio.schema.test.Everything\" has no field named \"zz\".");
}

TEST(Document, TheTextFormatHoldsUtf8) {
  DocumentResult result;
  EXPECT_EQ(Read("string_field: '\\xff'", DocumentFormat::kText, result),
            "f: " + kType + "a string is not UTF-8");
}

TEST(Document, ReadsTheWireForm) {
  Everything message;
  message.mutable_child()->set_string_field("a");
  DocumentResult good;
  EXPECT_EQ(Read(message.SerializeAsString(), DocumentFormat::kBinary, good),
            R"({"child":{"string_field":"a"}})");
  DocumentResult empty;
  EXPECT_EQ(Read("", DocumentFormat::kBinary, empty), "{}");
  DocumentResult cut;
  EXPECT_EQ(Read("\x6a\x05\x42", DocumentFormat::kBinary, cut),
            "f: " + kType + "the bytes are not a message of this type");
}

TEST(Document, SeesFieldsOfALaterDayInTheWireForm) {
  test::Later later;
  later.mutable_child()->set_added(1);
  const std::string bytes = later.SerializeAsString();
  DocumentResult refused;
  const std::string complaint =
      "f: " + kType +
      "child: has field number 1000, which nuncio.schema.test.Everything does not declare";
  EXPECT_EQ(Read(bytes, DocumentFormat::kBinary, refused), complaint);
  DocumentResult reported;
  EXPECT_EQ(
      Read(bytes, DocumentFormat::kBinary, reported, {.unknown_fields = UnknownFields::kReport}),
      R"({"child":{}})");
  EXPECT_EQ(reported.unknown_fields.ToString(), complaint);
}

TEST(ReadStruct, FillsAMessageFromAStruct) {
  Everything holder;
  DocumentResult result;
  ASSERT_TRUE(ReadDocument(R"({"struct": {"uint64_field": 9007199254740993, "double_field": 0.1,
                              "child": {"strings": ["a"], "boolValue": true}, "color": null}})",
                           {.format = DocumentFormat::kJson}, holder, result));
  Everything message;
  DocumentResult read;
  EXPECT_TRUE(ReadStruct(holder.struct_(), {}, message, read)) << read.errors.ToString();
  EXPECT_EQ(Compact(message), R"({"uint64_field":"9007199254740992","double_field":0.1,)"
                              R"("child":{"strings":["a"],"bool_value":true}})");
  (*holder.mutable_struct_()->mutable_fields())["zz"].set_bool_value(true);
  EXPECT_FALSE(ReadStruct(holder.struct_(), {}, message, read));
  EXPECT_EQ(read.errors.ToString(), kType + "zz: is not a field of nuncio.schema.test.Everything");
}

}  // namespace
}  // namespace nuncio::schema

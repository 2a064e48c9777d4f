// Every rule at its bounds, and where rules are looked for (source/schema/validator.h).
#include "source/schema/validator.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "source/schema/document.h"
#include "test/schema/everything.pb.h"
#include "test/schema/ruled.pb.h"

namespace nuncio::schema {
namespace {

std::string Complaints(const Validator& validator, const google::protobuf::Message& message) {
  ConfigErrors errors;
  const bool valid = validator.Validate(message, {}, errors);
  EXPECT_EQ(valid, errors.empty());
  return errors.ToString();
}

void Fill(const std::string& yaml, google::protobuf::Message& message) {
  DocumentResult result;
  ASSERT_TRUE(ReadDocument(yaml, {.format = DocumentFormat::kYaml}, message, result))
      << yaml << "\n"
      << result.errors.ToString();
}

struct Case {
  std::string yaml;
  std::string errors;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.yaml; }

class Rules : public ::testing::TestWithParam<Case> {};

TEST_P(Rules, AreEnforced) {
  test::Ruled message;
  Fill(GetParam().yaml, message);
  EXPECT_EQ(Complaints(Validator(), message), GetParam().errors);
}

constexpr char kPattern[] = "must match the pattern ^[a-z]+$";

INSTANTIATE_TEST_SUITE_P(
    Numbers, Rules,
    ::testing::ValuesIn(std::vector<Case>{
        {"{}", ""},
        {"between: -2", "between: must be at least -1 and at most 5, got -2"},
        {"between: -1", ""},
        {"between: 0", ""},
        {"between: 5", ""},
        {"between: 6", "between: must be at least -1 and at most 5, got 6"},
        {"open_between: 1", "open_between: must be greater than 1 and less than 5, got 1"},
        {"open_between: 2", ""},
        {"open_between: 4", ""},
        {"open_between: 5", "open_between: must be greater than 1 and less than 5, got 5"},
        {"wide: 9007199254740991", ""},
        {"wide: 9007199254740992",
         "wide: must be at least 1 and at most 9007199254740991, got 9007199254740992"},
        {"ratio: -0.0", ""},
        {"ratio: 1", ""},
        {"ratio: 1.0000001", "ratio: must be at least 0 and at most 1, got 1.0000001"},
        {"ratio: NaN", "ratio: must be at least 0 and at most 1, got NaN"},
        {"ratio: Infinity", "ratio: must be at least 0 and at most 1, got Infinity"},
        {"gap: 0", ""},
        {"gap: 10", ""},
        {"gap: 0.5", "gap: must be at least 10 or at most 0, got 0.5"},
        {"gap: NaN", "gap: must be at least 10 or at most 0, got NaN"},
        {"wait: 0.001s", ""},
        {"wait: 0.000999999s",
         "wait: must be at least 0.001s and less than 300s, got 0.000999999s"},
        {"wait: 299.999999999s", ""},
        {"wait: 300s", "wait: must be at least 0.001s and less than 300s, got 300s"},
        {"wait: -1s", "wait: must be at least 0.001s and less than 300s, got -1s"},
        {"any_wait: -1s", ""},
        {"wrapped: 1", "wrapped: must be at least 2 and at most 3, got 1"},
        {"wrapped: 2", ""},
        {"wrapped: 3", ""},
        {"wrapped: 4", "wrapped: must be at least 2 and at most 3, got 4"},
        {"waits: [1s, 0s]", "waits[1]: must be greater than 0s, got 0s"},
        {"only_true: true", ""},
        {"only_true: false", "only_true: must be true, got false"},
    }));

INSTANTIATE_TEST_SUITE_P(
    Text, Rules,
    ::testing::ValuesIn(std::vector<Case>{
        {"characters: ü", "characters: must have at least 2 characters, got \"ü\""},
        {"characters: üü", ""},
        {"characters: üüü", ""},
        {"characters: üüüü", "characters: must have at most 3 characters, got \"üüüü\""},
        {"sized: a", "sized: must have at least 2 bytes, got \"a\""},
        {"sized: ü", ""},
        {"sized: üa", ""},
        {"sized: üü", "sized: must have at most 3 bytes, got \"üü\""},
        {"blob: /w==", "blob: must have at least 2 bytes, got \"\\xff\""},
        {"blob: //8=", ""},
        {"blob: ////", ""},
        {"blob: /////w==", "blob: must have at most 3 bytes, got \"\\xff\\xff\\xff\\xff\""},
        {"wrapped_text: ab", ""},
        {"wrapped_text: abc", "wrapped_text: must have at most 2 characters, got \"abc\""},
        {"affixed: '%a%'", ""},
        {"affixed: 'a%'", "affixed: must begin with \"%\", got \"a%\""},
        {"affixed: '%a'", "affixed: must end with \"%\", got \"%a\""},
        {"shaped: abc", ""},
        {"shaped: aBc", absl::StrCat("shaped: ", kPattern, ", got \"aBc\"")},
        {"shaped: ''", absl::StrCat("shaped: ", kPattern, ", got \"\"")},
        {"maybe_shaped: ''", ""},
        {"maybe_shaped: ab", "maybe_shaped: must have at least 3 characters, got \"ab\""},
        {"one_of_two: b", ""},
        {"one_of_two: c", "one_of_two: must be one of a, b, got \"c\""},
        {"not_those: z", ""},
        {"not_those: 'y'", "not_those: must not be x or y, got \"y\""},
        {"header_name: ':path'", ""},
        {"header_name: x a", "header_name: must be an HTTP header name, got \"x a\""},
        {"header_value: \"a\\tb\"", ""},
        {"header_value: \"a\\nb\"", "header_value: must be an HTTP header value, got \"a\\nb\""},
        {"lax_name: x a", ""},
        {"lax_name: ''", ""},
        {"lax_name: \"a\\r\"", "lax_name: must not contain NUL, CR or LF, got \"a\\r\""},
        {"lax_value: ''", ""},
        {"lax_value: \"\\0\"", "lax_value: must not contain NUL, CR or LF, got \"\\000\""},
        {"secret: abc", "secret: must have at least 4 characters, got [redacted]"},
        {"declared: 2", ""},
        {"declared: 3", "declared: must be a value that nuncio.schema.test.Fruit declares, got 3"},
        {"some_fruit: APPLE", ""},
        {"some_fruit: NONE", "some_fruit: must not be NONE, got NONE"},
    }));

INSTANTIATE_TEST_SUITE_P(
    ListsAndMaps, Rules,
    ::testing::ValuesIn(std::vector<Case>{
        {"numbers: [1, 2, 3]", ""},
        {"numbers: [1, 0]", "numbers[1]: must be at least 1 and less than 4, got 0"},
        {"numbers: [2, 1, 2]", "numbers[2]: must not repeat an element, got 2"},
        {"numbers: [3, 2, 1, 4]",
         "numbers: must have at most 3 elements, got 4\nnumbers[3]: must be at least 1 and less "
         "than 4, got 4"},
        {"words: [a]", "words: must have at least 2 elements, got 1"},
        {"words: [a, b]", ""},
        {"words: [a, b, '']", "words[2]: must not be empty, got \"\""},
        {"fruits: [PEAR, 9]",
         "fruits[1]: must be a value that nuncio.schema.test.Fruit declares, got 9"},
        {"leaves: [{name: a}, {}]", "leaves[1].name: must not be empty, got \"\""},
        {"counts: {a: 0, b: 1}", ""},
        {"counts: {a: 0, b: 1, c: 2}", "counts: must have at most 2 entries, got 3"},
        {"counts: {'': 0}", "counts[\"\"]: the key must not be empty, got \"\""},
        {"counts: {a: -1}", "counts[\"a\"]: must be at least 0, got -1"},
        {"named_leaves: {a: {}}", "named_leaves[\"a\"].name: must not be empty, got \"\""},
    }));

INSTANTIATE_TEST_SUITE_P(
    Messages, Rules,
    ::testing::ValuesIn(std::vector<Case>{
        {"leaf: {}", "leaf.name: must not be empty, got \"\""},
        {"skipped: {}", ""},
        {"free: {}", ""},
        {"self: {self: {leaf: {}}}", "self.self.leaf.name: must not be empty, got \"\""},
        {"left: ''", "left: must not be empty, got \"\""},
        {"right: {}", "right.name: must not be empty, got \"\""},
        {"any: {}", ""},
        {"any: {\"@type\": x/nuncio.schema.test.Ruled.Leaf}",
         "any<nuncio.schema.test.Ruled.Leaf>.name: must not be empty, got \"\""},
        {"any: {\"@type\": x/google.protobuf.Any,"
         " value: {\"@type\": x/nuncio.schema.test.Ruled.Leaf}}",
         "any<google.protobuf.Any><nuncio.schema.test.Ruled.Leaf>.name: must not be empty, got "
         "\"\""},
        {"anys: [{}, {\"@type\": x/nuncio.schema.test.Ruled, leaf: {}}]",
         "anys[1]<nuncio.schema.test.Ruled>.leaf.name: must not be empty, got \"\""},
    }));

// A document cannot hold such a value, the wire can.
TEST(Validator, RefusesDurationsThatAreNone) {
  test::Ruled message;
  message.mutable_any_wait()->set_seconds(1);
  message.mutable_any_wait()->set_nanos(-1);
  EXPECT_EQ(Complaints(Validator(), message),
            "any_wait: must be within 10000 years, its parts of one sign, got 1 seconds and -1 "
            "nanoseconds");
  message.mutable_any_wait()->set_seconds(315'576'000'001);
  message.mutable_any_wait()->set_nanos(0);
  EXPECT_EQ(Complaints(Validator(), message),
            "any_wait: must be within 10000 years, its parts of one sign, got 315576000001 seconds "
            "and 0 nanoseconds");
  message.mutable_any_wait()->set_seconds(315'576'000'000);
  EXPECT_EQ(Complaints(Validator(), message), "");
}

TEST(Validator, FindsAllThatIsMissing) {
  EXPECT_EQ(Complaints(Validator(), test::Demanding()),
            "one of route, drop must be set\n"
            "leaf: must be set\n"
            "config: must be set\n"
            "names: must have at least 1 element, got 0\n"
            "labels: must have at least 1 entry, got 0\n"
            "name: must not be empty, got \"\"");
}

TEST(Validator, AcceptsAOneofWhoseMemberHoldsItsDefault) {
  test::Demanding message;
  Fill("{leaf: {name: a}, config: {}, names: [a], labels: {a: b}, name: a, drop: false}", message);
  EXPECT_EQ(Complaints(Validator(), message), "");
}

TEST(Validator, FindsRulesBehindTypesThatHoldEachOther) {
  test::Outer message;
  Fill(
      "inner: {outer: {inner: {demanding: {leaf: {name: a}, config: {}, names: [a],"
      " labels: {a: b}, route: ''}}}}",
      message);
  EXPECT_EQ(Complaints(Validator(), message),
            "inner.outer.inner.demanding.name: must not be empty, got \"\"");
}

TEST(Validator, NamesTheResource) {
  test::Ruled message;
  message.mutable_leaf();
  ConfigErrors errors;
  EXPECT_FALSE(Validator().Validate(message, {"nuncio.schema.test.Ruled", "r"}, errors));
  EXPECT_EQ(errors.ToString(),
            "nuncio.schema.test.Ruled \"r\": leaf.name: must not be empty, got \"\"");
}

TEST(Validator, HandsOutAnyOfUnknownType) {
  test::Ruled message;
  message.mutable_any()->set_type_url("x/acme.Filter");
  message.mutable_self()->add_anys()->set_value("not empty");
  ConfigErrors errors;
  UnknownParts unknown;
  EXPECT_TRUE(Validator().Validate(message, {}, errors, &unknown));
  ASSERT_EQ(unknown.types.size(), 2u);
  EXPECT_EQ(unknown.types[0].field_path, "self.anys[0]");
  EXPECT_EQ(unknown.types[0].type_url, "");
  EXPECT_EQ(unknown.types[1].field_path, "any");
  EXPECT_EQ(unknown.types[1].type_url, "x/acme.Filter");
}

TEST(Validator, RefusesAnAnyWhoseBytesAreNotOfItsType) {
  test::Ruled message;
  message.mutable_any()->set_type_url("x/nuncio.schema.test.Ruled.Leaf");
  message.mutable_any()->set_value("\xff");
  EXPECT_EQ(Complaints(Validator(), message),
            "any: must hold a nuncio.schema.test.Ruled.Leaf, but its bytes are not one");
}

// `count` messages packed in each other.
test::Ruled Packed(int count) {
  test::Ruled message;
  for (int i = 0; i < count; ++i) {
    test::Ruled outer;
    outer.mutable_any()->PackFrom(message);
    message = outer;
  }
  return message;
}

TEST(Validator, BoundsHowDeepAnyHoldsAny) {
  EXPECT_EQ(Complaints(Validator(), Packed(31)), "");
  EXPECT_EQ(Complaints(Validator(), Packed(32)), "");
  EXPECT_NE(Complaints(Validator(), Packed(33)).find("holds more than 32 messages"),
            std::string::npos);
}

TEST(Validator, ServesManyThreadsAtOnce) {
  const Validator validator;
  test::Ruled message;
  Fill("self: {any: {\"@type\": x/nuncio.schema.test.Demanding}}", message);
  std::vector<std::thread> threads;
  std::vector<size_t> counts(4);
  for (size_t& count : counts) {
    threads.emplace_back([&validator, &message, &count] {
      ConfigErrors errors;
      for (int i = 0; i < 50; ++i) validator.Validate(message, {}, errors);
      count = errors.count();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counts, (std::vector<size_t>{300, 300, 300, 300}));
}

}  // namespace
}  // namespace nuncio::schema

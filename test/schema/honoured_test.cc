// Set fields without effect are reported or refused (source/schema/honoured.h).
#include "source/schema/honoured.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "source/schema/document.h"
#include "test/schema/handled.pb.h"

namespace nuncio::schema {
namespace {

test::Handled Make(const std::string& yaml) {
  test::Handled message;
  DocumentResult result;
  EXPECT_TRUE(ReadDocument(yaml, {.format = DocumentFormat::kYaml}, message, result))
      << result.errors.ToString();
  return message;
}

const char* NameOf(FieldConcern concern) {
  switch (concern) {
    case FieldConcern::kNotHonoured:
      return "not honoured";
    case FieldConcern::kNeglectRefused:
      return "neglect refused";
    case FieldConcern::kDeprecated:
      return "deprecated";
    case FieldConcern::kDisallowed:
      return "disallowed";
    case FieldConcern::kWorkInProgress:
      return "work in progress";
  }
  return "";
}

struct Case {
  std::string yaml;
  std::string findings;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.yaml; }

class Concerns : public ::testing::TestWithParam<Case> {};

TEST_P(Concerns, AreFound) {
  std::string found;
  for (const FieldFinding& finding : FindConcerns(Make(GetParam().yaml))) {
    EXPECT_EQ(finding.message_type, "nuncio.schema.test.Handled");
    absl::StrAppend(&found, found.empty() ? "" : ", ", finding.field_path, " ",
                    NameOf(finding.concern));
  }
  EXPECT_EQ(found, GetParam().findings);
}

INSTANTIATE_TEST_SUITE_P(Table, Concerns,
                         ::testing::ValuesIn(std::vector<Case>{
                             {"{}", ""},
                             {"name: a", ""},
                             {"ignored: a", "ignored not honoured"},
                             {"ignored: ''", ""},
                             {"ignored_number: 0", "ignored_number not honoured"},
                             {"ignored_list: [a, b]", "ignored_list not honoured"},
                             {"ignored_list: []", ""},
                             {"allow_only_friends: true", "allow_only_friends neglect refused"},
                             {"allow_only_friends: false", ""},
                             {"child: {ignored: a}", "child.ignored not honoured"},
                             {"ignored_child: {ignored: a, allow_only_friends: true}",
                              "ignored_child not honoured"},
                             {"ignored_child: {}", "ignored_child not honoured"},
                             {"children: [{}, {ignored: a}]", "children[1].ignored not honoured"},
                             {"named: {k: {ignored: a}}", "named[\"k\"].ignored not honoured"},
                             {"config: {\"@type\": x/nuncio.schema.test.Handled, ignored: a}",
                              "config<nuncio.schema.test.Handled>.ignored not honoured"},
                             {"metadata: {a: {b: c}}", ""},
                             {"old: a", "old deprecated"},
                             {"older: a", "older disallowed"},
                             {"young: a", "young work in progress"},
                         }));

TEST(Concerns, PassAnAnyThatCannotBeRead) {
  test::Handled message;
  message.mutable_config()->set_type_url("x/acme.Filter");
  message.mutable_child()->mutable_config()->set_type_url("x/nuncio.schema.test.Handled");
  message.mutable_child()->mutable_config()->set_value("\xff");
  EXPECT_TRUE(FindConcerns(message).empty());
}

// A report, the lines that it logged and the errors of one check.
class HonouredReportTest : public ::testing::Test {
 protected:
  std::string Check(HonouredReport& report, const std::string& yaml,
                    const std::string& name = "r") {
    ConfigErrors errors;
    const bool accepted = report.Check(Make(yaml), {"Handled", name}, errors);
    EXPECT_EQ(accepted, errors.empty());
    return errors.ToString();
  }

  HonouredOptions Options() {
    return {.warn = [this](absl::string_view line) { warnings_.emplace_back(line); }};
  }

  std::vector<std::string> warnings_;
};

TEST_F(HonouredReportTest, WarnsOncePerField) {
  HonouredReport report(Options());
  EXPECT_EQ(Check(report, "{ignored: a, old: a, young: a}"), "");
  EXPECT_EQ(Check(report, "{ignored: a, child: {old: b}}", "s"), "");
  EXPECT_EQ(warnings_,
            (std::vector<std::string>{"Handled \"r\": ignored: is not supported and has no effect",
                                      "Handled \"r\": old: is deprecated",
                                      "Handled \"r\": young: is work in progress and may change"}));
}

TEST_F(HonouredReportTest, CountsEveryUse) {
  HonouredReport report(Options());
  Check(report, "{ignored: a, children: [{ignored: a}, {ignored: b}]}");
  Check(report, "child: {ignored: a}", "s");
  const std::vector<FieldUse> uses = report.Uses();
  ASSERT_EQ(uses.size(), 1u);
  EXPECT_EQ(uses[0].message_type, "nuncio.schema.test.Handled");
  EXPECT_EQ(uses[0].field, "ignored");
  EXPECT_EQ(uses[0].count, 4u);
  EXPECT_EQ(uses[0].last_resource.name, "s");
  EXPECT_EQ(uses[0].last_path, "child.ignored");
}

TEST_F(HonouredReportTest, AlwaysRefusesWhatWouldWeakenSecurity) {
  HonouredReport report(Options());
  EXPECT_EQ(Check(report, "child: {allow_only_friends: true}"),
            "Handled \"r\": child.allow_only_friends: is not supported, and to ignore it would "
            "weaken security");
  EXPECT_TRUE(warnings_.empty());
}

TEST_F(HonouredReportTest, RefusesAllWithoutEffectWhenAskedTo) {
  HonouredOptions options = Options();
  options.refuse_not_honoured = true;
  HonouredReport report(options);
  EXPECT_EQ(Check(report, "{ignored: a, old: a}"),
            "Handled \"r\": ignored: is not supported and has no effect");
  EXPECT_EQ(warnings_, std::vector<std::string>{"Handled \"r\": old: is deprecated"});
}

TEST_F(HonouredReportTest, RefusesDisallowedFieldsUnlessTheOperatorOptsIn) {
  HonouredReport strict(Options());
  EXPECT_EQ(Check(strict, "older: a"),
            "Handled \"r\": older: is deprecated and refused by default");
  HonouredOptions options = Options();
  options.allow_disallowed = true;
  HonouredReport lenient(options);
  EXPECT_EQ(Check(lenient, "older: a"), "");
  EXPECT_EQ(warnings_,
            std::vector<std::string>{"Handled \"r\": older: is deprecated and refused by default"});
}

}  // namespace
}  // namespace nuncio::schema

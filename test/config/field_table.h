#ifndef NUNCIO_TEST_CONFIG_FIELD_TABLE_H_
#define NUNCIO_TEST_CONFIG_FIELD_TABLE_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "test/config/lines.h"
#include "test/config/parser_world.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

// Tables with a row for each field of the API that the proxy acts on. A row sets one field in an
// otherwise ordinary message, and says what is then different in what the parsers make of it.
namespace nuncio::config {

struct FieldRow {
  const char* field;     // full name, without the table's prefix
  const char* set;       // YAML that is merged over the table's message
  const char* expected;  // the lines that are new, with "; " between
};

// The message in a YAML text; a mistake in it fails the test.
void ReadYaml(absl::string_view yaml, google::protobuf::Message& message);
// Whether a field of that full name is set anywhere in the message, also inside an Any.
bool HasField(const google::protobuf::Message& message, absl::string_view full_name);
// What is in `after` and not in `before`, with "; " between.
std::string NewLines(const std::vector<std::string>& before, const std::vector<std::string>& after);
// "refused PATH: RULE, got VALUE", one line for each.
std::vector<std::string> Describe(const schema::ConfigErrors& errors);

// `describe` writes all of what was parsed, as lines; where the parser complained, the complaints
// are the lines.
template <typename Message>
struct FieldTable {
  std::string prefix;   // of the fields' names
  const char* message;  // YAML of an ordinary message
  std::function<void(const Message&, Scope&, Lines&)> describe;

  std::vector<std::string> Outcome(const Message& changed) const {
    ParserWorld world;
    Scope scope = world.MakeScope();
    Lines lines;
    describe(changed, scope, lines);
    for (const std::string& note : world.noted) lines.Add("seen by", note);
    return world.errors.empty() ? lines.list() : Describe(world.errors);
  }

  void Check(const std::vector<FieldRow>& rows) const {
    Message without;
    ReadYaml(message, without);
    const std::vector<std::string> before = Outcome(without);
    for (const FieldRow& row : rows) {
      SCOPED_TRACE(absl::StrCat(row.field, " in ", row.set));
      Message with = without;
      Message set;
      ReadYaml(row.set, set);
      EXPECT_TRUE(HasField(set, absl::StrCat(prefix, row.field)));
      with.MergeFrom(set);
      EXPECT_STRNE(row.expected, "") << "every field makes a difference";
      EXPECT_EQ(NewLines(before, Outcome(with)), row.expected);
    }
  }
};

}  // namespace nuncio::config

#endif  // NUNCIO_TEST_CONFIG_FIELD_TABLE_H_

#include "source/format/coalesce.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "source/base/status_macros.h"
#include "source/schema/json_reader.h"

namespace nuncio::format {
namespace {

using schema::Node;

absl::Status Malformed(absl::string_view why) { return absl::InvalidArgumentError(why); }

absl::StatusOr<Operator> MakeEntry(const Node& node, const FormatOptions& options) {
  Command command;
  if (node.kind == Node::Kind::kString) {
    command.name = node.text;
    return MakeOperator(command, options);
  }
  if (node.kind != Node::Kind::kMap) {
    return Malformed("an entry of 'operators' is neither a name nor an object");
  }
  for (const schema::NodeMember& member : node.members) {
    if (member.key == "command" && member.value.kind == Node::Kind::kString) {
      command.name = member.value.text;
    } else if (member.key == "param" && member.value.kind == Node::Kind::kString) {
      command.parameter = member.value.text;
    } else if (member.key == "max_length") {
      size_t length = 0;
      if (member.value.kind != Node::Kind::kNumber ||
          !absl::SimpleAtoi(member.value.text, &length)) {
        return Malformed("'max_length' is no whole number");
      }
      command.max_length = length;
    } else {
      return Malformed(absl::StrCat("'", member.key, "' has no meaning in an operator"));
    }
  }
  if (command.name.empty()) return Malformed("an operator has no 'command'");
  if (command.name == "COALESCE") return Malformed("COALESCE cannot stand inside itself");
  return MakeOperator(command, options);
}

}  // namespace

absl::StatusOr<Operator> MakeCoalesce(const Command& command, const FormatOptions& options) {
  Node root;
  if (const auto error = schema::ReadJson(*command.parameter, {.max_depth = 8}, root)) {
    return Malformed(absl::StrCat("its parameter is no JSON: ", error->reason));
  }
  if (root.kind != Node::Kind::kMap || root.members.size() != 1 ||
      root.members[0].key != "operators" || root.members[0].value.kind != Node::Kind::kList ||
      root.members[0].value.items.empty()) {
    return Malformed("its parameter must be an object with a list 'operators'");
  }
  auto operators = std::make_shared<std::vector<Operator>>();
  for (const Node& entry : root.members[0].value.items) {
    NUNCIO_ASSIGN_OR_RETURN(Operator op, MakeEntry(entry, options));
    operators->push_back(std::move(op));
  }
  return Operator(
      [operators](const Input& input, std::string& out) {
        for (const Operator& op : *operators) {
          if (op.AppendText(input, out)) return true;
        }
        return false;
      },
      [operators](const Input& input, std::string& out) {
        for (const Operator& op : *operators) {
          if (op.AppendJson(input, out)) return true;
        }
        return false;
      });
}

}  // namespace nuncio::format

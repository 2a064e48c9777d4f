#include "source/schema/yaml_reader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace nuncio::schema {
namespace {

Place PlaceOf(const YAML::Mark& mark) {
  return mark.is_null() ? Place{} : Place{mark.line + 1, mark.column + 1};
}

// Lower case, upper case or capitalised: "yes", "YES", "Yes", not "yEs".
bool HasOneCase(const std::string& word) {
  const bool rest_lower = std::none_of(word.begin() + 1, word.end(), absl::ascii_isupper);
  const bool all_upper = std::none_of(word.begin(), word.end(), absl::ascii_islower);
  return rest_lower || all_upper;
}

std::optional<bool> ParsePlainBool(const std::string& text) {
  if (text.empty() || text.size() > 5 || !HasOneCase(text)) return std::nullopt;
  const std::string lower = absl::AsciiStrToLower(text);
  if (lower == "y" || lower == "yes" || lower == "true" || lower == "on") return true;
  if (lower == "n" || lower == "no" || lower == "false" || lower == "off") return false;
  return std::nullopt;
}

std::optional<int64_t> ParsePlainInteger(const std::string& text) {
  if (text.empty()) return std::nullopt;
  char* end = nullptr;
  errno = 0;
  const int64_t value = std::strtoll(text.c_str(), &end, 0);
  if (errno != 0 || end != text.c_str() + text.size()) return std::nullopt;
  return value;
}

Node ScalarNode(const std::string& tag, const std::string& text) {
  constexpr const char* kQuoted = "!";  // yaml-cpp's tag for a scalar in quotes
  Node node;
  node.kind = Node::Kind::kString;
  node.text = text;
  if (tag == kQuoted) return node;
  if (const std::optional<bool> boolean = ParsePlainBool(text)) {
    node.kind = Node::Kind::kBool;
    node.boolean = *boolean;
    node.plain = true;
  } else if (const std::optional<int64_t> integer = ParsePlainInteger(text)) {
    node.text = absl::StrCat(*integer);
    // A wider one stays text: as a number in a Struct it would lose digits.
    if (*integer >= std::numeric_limits<int32_t>::min() &&
        *integer <= std::numeric_limits<int32_t>::max()) {
      node.kind = Node::Kind::kNumber;
      node.plain = true;
    }
  }
  return node;
}

// Builds the tree from yaml-cpp's events and throws yaml-cpp's own exception at what is refused.
// An alias finds its node by the indexes that lead to it from the root, since nodes still move
// while their list or map grows.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(Node& root, const ReaderLimits& limits) : root_(root), limits_(limits) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (ExpectsKey()) throw YAML::ParserException(mark, "a key must be text");
    Attach(Node{}, mark, anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (ExpectsKey()) {
      if (tag != "!" && value == "<<") {
        throw YAML::ParserException(mark, "merge keys (<<) are not supported");
      }
      AddKey(value, mark);
      open_.back().node->members.back().ignored = tag == "!ignore";
      ignores_ = ignores_ || tag == "!ignore";
      if (anchor != 0) throw YAML::ParserException(mark, "a key may not carry an anchor");
      return;
    }
    Attach(ScalarNode(tag, value), mark, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const Node& target = Resolve(mark, anchor);
    if (ExpectsKey()) {
      if (target.kind == Node::Kind::kList || target.kind == Node::Kind::kMap ||
          target.kind == Node::Kind::kNull) {
        throw YAML::ParserException(mark, "a key must be text");
      }
      AddKey(target.text, mark);
      return;
    }
    Charge(target, open_.size(), mark);
    Attach(Node(target), mark, 0);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(Node::Kind::kList, mark, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(Node::Kind::kMap, mark, anchor);
  }
  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapEnd() override { open_.pop_back(); }

  // Once the document is read: no alias looks for its node any more.
  void DropIgnored() {
    if (ignores_) DropIgnored(root_);
  }

 private:
  struct Frame {
    Node* node;
    bool expects_value;  // of a map: its key has come
  };
  using Trail = std::vector<size_t>;  // from the root: which item or member, level by level

  bool ExpectsKey() const {
    return !open_.empty() && open_.back().node->kind == Node::Kind::kMap &&
           !open_.back().expects_value;
  }

  void AddKey(const std::string& key, const YAML::Mark& mark) {
    open_.back().node->members.push_back({key, PlaceOf(mark), Node{}, false});
    open_.back().expects_value = true;
  }

  // Puts a node where the document stands.
  Node& Attach(Node node, const YAML::Mark& mark, YAML::anchor_t anchor) {
    node.place = PlaceOf(mark);
    Node* home = &root_;
    if (!open_.empty()) {
      Frame& parent = open_.back();
      if (parent.node->kind == Node::Kind::kList) {
        home = &parent.node->items.emplace_back();
      } else {
        home = &parent.node->members.back().value;
        parent.expects_value = false;
      }
    }
    *home = std::move(node);
    if (anchor != 0) anchors_[anchor] = TrailHere();
    return *home;
  }

  void Open(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (ExpectsKey()) throw YAML::ParserException(mark, "a key must be text");
    CheckDepth(open_.size(), mark);
    Node node;
    node.kind = kind;
    Node& home = Attach(std::move(node), mark, anchor);
    open_.push_back({&home, false});
  }

  void CheckDepth(size_t depth, const YAML::Mark& mark) const {
    if (depth > static_cast<size_t>(limits_.max_depth)) {
      throw YAML::ParserException(
          mark, absl::StrCat("nested deeper than ", limits_.max_depth, " levels"));
    }
  }

  // To the node that was placed last.
  Trail TrailHere() const {
    Trail trail;
    for (const Frame& frame : open_) {
      trail.push_back(frame.node->kind == Node::Kind::kList ? frame.node->items.size() - 1
                                                            : frame.node->members.size() - 1);
    }
    return trail;
  }

  const Node& Resolve(const YAML::Mark& mark, YAML::anchor_t anchor) const {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) throw YAML::ParserException(mark, "an alias of no known anchor");
    const Node* node = &root_;
    for (const size_t index : found->second) {
      node = node->kind == Node::Kind::kList ? &node->items[index] : &node->members[index].value;
    }
    for (const Frame& frame : open_) {
      if (frame.node == node) {
        throw YAML::ParserException(mark, "an alias may not stand inside what it names");
      }
    }
    return *node;
  }

  static void DropIgnored(Node& node) {
    node.members.erase(std::remove_if(node.members.begin(), node.members.end(),
                                      [](const NodeMember& member) { return member.ignored; }),
                       node.members.end());
    for (NodeMember& member : node.members) DropIgnored(member.value);
    for (Node& item : node.items) DropIgnored(item);
  }

  // What a text counts: long ones fill the memory as many values do.
  static size_t CostOf(const std::string& text) { return text.size() / 64; }

  // Counts the copy that an alias makes at `depth`, and refuses it past the limits.
  void Charge(const Node& node, size_t depth, const YAML::Mark& mark) {
    CheckDepth(depth, mark);
    alias_nodes_ += 1 + CostOf(node.text);
    for (const NodeMember& member : node.members) alias_nodes_ += CostOf(member.key);
    if (alias_nodes_ > limits_.max_alias_nodes) {
      throw YAML::ParserException(
          mark, absl::StrCat("aliases add more than ", limits_.max_alias_nodes, " values"));
    }
    for (const Node& item : node.items) Charge(item, depth + 1, mark);
    for (const NodeMember& member : node.members) Charge(member.value, depth + 1, mark);
  }

  Node& root_;
  const ReaderLimits& limits_;
  std::vector<Frame> open_;
  std::map<YAML::anchor_t, Trail> anchors_;
  size_t alias_nodes_ = 0;
  bool ignores_ = false;
};

// Finds out whether a document has anything in it, and where.
class ContentFinder final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { Find(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                const std::string&) override {
    Find(mark);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    Find(mark);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    Find(mark);
  }
  void OnMapEnd() override {}

 private:
  // There is no other way to stop the parser, which need not go on.
  [[noreturn]] static void Find(const YAML::Mark& mark) { throw YAML::Exception(mark, "found"); }
};

// Where the parser, behind the first document, comes upon anything else.
void FindMore(YAML::Parser& parser, Place& more) {
  ContentFinder finder;
  try {
    while (parser.HandleNextDocument(finder)) {
    }
  } catch (const YAML::Exception& found) {
    more = PlaceOf(found.mark);
  }
}

}  // namespace

std::optional<ReadError> ReadYaml(absl::string_view text, const ReaderLimits& limits, Node& root,
                                  Place& more) {
  std::istringstream stream{std::string(text)};
  try {
    YAML::Parser parser(stream);
    TreeBuilder builder(root, limits);
    if (!parser.HandleNextDocument(builder)) return ReadError{"the document is empty", {1, 1}};
    builder.DropIgnored();
    FindMore(parser, more);
  } catch (const YAML::Exception& error) {
    return ReadError{error.msg, PlaceOf(error.mark)};
  }
  return std::nullopt;
}

}  // namespace nuncio::schema

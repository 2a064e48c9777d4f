#include <utility>

#include "absl/types/variant.h"
#include "source/base/status_macros.h"
#include "source/format/formatter.h"
#include "source/format/operator.h"

namespace nuncio::format {

struct JsonFormatter::Node {
  struct Constant {
    std::string json;
  };
  struct Mixed {  // literals and operators in one string
    std::vector<Piece> pieces;
    std::string absent;
  };
  struct Member {
    std::string key;  // with its quotes and the colon
    std::shared_ptr<const Node> value;
  };
  using Object = std::vector<Member>;
  using Array = std::vector<std::shared_ptr<const Node>>;

  absl::variant<Constant, Operator, Mixed, Object, Array> content = Constant{};
  bool omit = false;

  static absl::StatusOr<std::shared_ptr<const Node>> Make(const record::Value& value,
                                                          const FormatOptions& options);
  // False, and nothing appended, for what is left out.
  bool Append(const Input& input, std::string& out) const;

 private:
  absl::Status ReadText(absl::string_view text, const FormatOptions& options);
  absl::Status ReadList(const record::List& list, const FormatOptions& options);
  absl::Status ReadStruct(const record::Struct& fields, const FormatOptions& options);

  bool Write(const Constant& constant, const Input& input, std::string& out) const;
  bool Write(const Operator& op, const Input& input, std::string& out) const;
  bool Write(const Mixed& mixed, const Input& input, std::string& out) const;
  bool Write(const Object& object, const Input& input, std::string& out) const;
  bool Write(const Array& array, const Input& input, std::string& out) const;
};

absl::Status JsonFormatter::Node::ReadText(absl::string_view text, const FormatOptions& options) {
  NUNCIO_ASSIGN_OR_RETURN(std::vector<Piece> pieces, ParsePieces(text, options));
  if (pieces.size() == 1 && pieces[0].op) {
    content = *std::move(pieces[0].op);
  } else if (pieces.size() <= 1) {
    Constant constant;
    record::AppendJsonString(pieces.empty() ? "" : pieces[0].literal, constant.json);
    content = std::move(constant);
  } else {
    content = Mixed{std::move(pieces), omit ? "" : std::string(options.absent)};
  }
  return absl::OkStatus();
}

absl::Status JsonFormatter::Node::ReadList(const record::List& list, const FormatOptions& options) {
  Array array;
  for (const record::Value& element : list) {
    NUNCIO_ASSIGN_OR_RETURN(auto node, Make(element, options));
    array.push_back(std::move(node));
  }
  content = std::move(array);
  return absl::OkStatus();
}

absl::Status JsonFormatter::Node::ReadStruct(const record::Struct& fields,
                                             const FormatOptions& options) {
  Object object;
  for (const auto& [key, value] : fields) {
    Member member;
    record::AppendJsonString(key, member.key);
    member.key.push_back(':');
    NUNCIO_ASSIGN_OR_RETURN(member.value, Make(value, options));
    object.push_back(std::move(member));
  }
  content = std::move(object);
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const JsonFormatter::Node>> JsonFormatter::Node::Make(
    const record::Value& value, const FormatOptions& options) {
  auto node = std::make_shared<Node>();
  node->omit = options.omit_empty_values;
  absl::Status status;
  if (const std::string* const text = value.AsText()) {
    status = node->ReadText(*text, options);
  } else if (const record::List* const list = value.AsList()) {
    status = node->ReadList(*list, options);
  } else if (const record::Struct* const fields = value.AsStruct()) {
    status = node->ReadStruct(*fields, options);
  } else {
    Constant constant;
    record::AppendJson(value, constant.json);
    node->content = std::move(constant);
  }
  if (!status.ok()) return status;
  return std::shared_ptr<const Node>(std::move(node));
}

bool JsonFormatter::Node::Append(const Input& input, std::string& out) const {
  return absl::visit([&](const auto& what) { return Write(what, input, out); }, content);
}

bool JsonFormatter::Node::Write(const Constant& constant, const Input&, std::string& out) const {
  return Put(constant.json, out);
}

bool JsonFormatter::Node::Write(const Operator& op, const Input& input, std::string& out) const {
  return op.AppendJson(input, out) || (!omit && Put("null", out));
}

bool JsonFormatter::Node::Write(const Mixed& mixed, const Input& input, std::string& out) const {
  std::string text;
  for (const Piece& piece : mixed.pieces) {
    if (!piece.op) {
      text += piece.literal;
    } else if (!piece.op->AppendText(input, text)) {
      text += mixed.absent;
    }
  }
  record::AppendJsonString(text, out);
  return true;
}

bool JsonFormatter::Node::Write(const Object& object, const Input& input, std::string& out) const {
  const size_t start = out.size();
  out.push_back('{');
  bool any = false;
  for (const Member& member : object) {
    const size_t before = out.size();
    if (any) out.push_back(',');
    out += member.key;
    if (member.value->Append(input, out)) {
      any = true;
    } else {
      out.resize(before);
    }
  }
  if (!any && omit) {
    out.resize(start);
    return false;
  }
  out.push_back('}');
  return true;
}

bool JsonFormatter::Node::Write(const Array& array, const Input& input, std::string& out) const {
  out.push_back('[');
  bool any = false;
  for (const auto& element : array) {
    const size_t before = out.size();
    if (any) out.push_back(',');
    if (element->Append(input, out)) {
      any = true;
    } else {
      out.resize(before);
    }
  }
  out.push_back(']');
  return true;
}

absl::StatusOr<JsonFormatter> JsonFormatter::Parse(const record::Struct& format,
                                                   const FormatOptions& options) {
  NUNCIO_ASSIGN_OR_RETURN(auto root, Node::Make(record::Value(format), options));
  return JsonFormatter(std::move(root));
}

void JsonFormatter::Append(const Input& input, std::string& out) const {
  if (!root_->Append(input, out)) out += "{}";
}

}  // namespace nuncio::format

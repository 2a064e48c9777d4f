#include "test/api/fact_rows.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "source/schema/field_options.h"

namespace nuncio::api {
namespace {

namespace pb = google::protobuf;
using Rules = schema::v1::Rules;

// What a rule is about, for the two forms that differ by type.
bool IsDuration(const pb::FieldDescriptor& field) {
  return field.message_type() != nullptr &&
         field.message_type()->well_known_type() == pb::Descriptor::WELLKNOWNTYPE_DURATION;
}

bool IsText(const pb::FieldDescriptor& field) {
  return field.type() == pb::FieldDescriptor::TYPE_STRING;
}

std::string Number(double value) {
  const std::string text = absl::StrCat(value);
  return text.find('e') == std::string::npos ? text : absl::StrCat(static_cast<int64_t>(value));
}

std::string Json(const std::string& text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    json += c;
  }
  return json + "\"";
}

std::string JsonList(const pb::RepeatedPtrField<std::string>& members, bool text) {
  return absl::StrCat("[",
                      absl::StrJoin(members, ",",
                                    [text](std::string* out, const std::string& member) {
                                      *out += text ? Json(member) : member;
                                    }),
                      "]");
}

// Collects the rules of one field, and of its elements, keys and values.
class RuleCells {
 public:
  void Add(const std::string& prefix, const Rules& rules, const pb::FieldDescriptor& field) {
    prefix_ = prefix;
    Flags(rules);
    const char* unit = IsDuration(field) ? "s" : "";
    if (rules.has_gt()) Value("gt", Number(rules.gt()) + unit);
    if (rules.has_gte()) Value("gte", Number(rules.gte()) + unit);
    if (rules.has_lt()) Value("lt", Number(rules.lt()) + unit);
    if (rules.has_lte()) Value("lte", Number(rules.lte()) + unit);
    Sizes(rules);
    const bool text = IsText(field);
    if (rules.in_size() > 0) Value("in", JsonList(rules.in(), text));
    if (rules.not_in_size() > 0) Value("not_in", JsonList(rules.not_in(), text));
    if (rules.has_const_()) Value("const", text ? Json(rules.const_()) : rules.const_());
    if (!rules.pattern().empty()) Value("pattern", Json(rules.pattern()));
    if (!rules.prefix().empty()) Value("prefix", Json(rules.prefix()));
    if (!rules.suffix().empty()) Value("suffix", Json(rules.suffix()));
    if (!rules.well_known_regex().empty()) Value("well_known_regex", rules.well_known_regex());
    if (rules.has_strict()) Value("strict", rules.strict() ? "true" : "false");
  }
  void Flag(const std::string& name, bool set) {
    if (set) cells_.push_back(prefix_ + name);
  }
  std::vector<std::string> Take() { return std::move(cells_); }

 private:
  void Flags(const Rules& rules) {
    Flag("required", rules.required());
    Flag("oneof_required", rules.oneof_required());
    Flag("unique", rules.unique());
    Flag("defined_only", rules.defined_only());
    Flag("ignore_empty", rules.ignore_empty());
    Flag("skip", rules.skip());
    Flag("disallowed_by_default", rules.disallowed_by_default());
    Flag("work_in_progress", rules.work_in_progress());
  }
  void Sizes(const Rules& rules) {
    if (rules.has_min_len()) Value("min_len", absl::StrCat(rules.min_len()));
    if (rules.has_max_len()) Value("max_len", absl::StrCat(rules.max_len()));
    if (rules.has_min_bytes()) Value("min_bytes", absl::StrCat(rules.min_bytes()));
    if (rules.has_max_bytes()) Value("max_bytes", absl::StrCat(rules.max_bytes()));
    if (rules.has_min_items()) Value("min_items", absl::StrCat(rules.min_items()));
    if (rules.has_max_items()) Value("max_items", absl::StrCat(rules.max_items()));
    if (rules.has_min_pairs()) Value("min_pairs", absl::StrCat(rules.min_pairs()));
    if (rules.has_max_pairs()) Value("max_pairs", absl::StrCat(rules.max_pairs()));
  }
  void Value(const std::string& name, const std::string& value) {
    cells_.push_back(absl::StrCat(prefix_, name, "=", value));
  }

  std::string prefix_;
  std::vector<std::string> cells_;
};

std::string Joined(std::vector<std::string> rules) {
  std::sort(rules.begin(), rules.end());
  return absl::StrJoin(rules, "; ");
}

std::string RulesCell(const pb::FieldDescriptor& field) {
  const Rules& rules = schema::RulesOf(field);
  RuleCells cells;
  cells.Add("", rules, field);
  cells.Flag("sensitive", schema::IsSensitive(field));
  cells.Add("items.", rules.items(), field);
  if (field.is_map()) {
    cells.Add("keys.", rules.keys(), *field.message_type()->map_key());
    cells.Add("values.", rules.values(), *field.message_type()->map_value());
  }
  return Joined(cells.Take());
}

std::string TypeCell(const pb::FieldDescriptor& field) {
  if (field.is_map()) {
    return absl::StrCat(TypeCell(*field.message_type()->map_key()), ",",
                        TypeCell(*field.message_type()->map_value()));
  }
  if (field.message_type() != nullptr) return field.message_type()->full_name();
  if (field.enum_type() != nullptr) return field.enum_type()->full_name();
  return field.type_name();
}

std::string LabelCell(const pb::FieldDescriptor& field) {
  if (field.is_map()) return "map";
  if (field.is_repeated()) return "repeated";
  return field.has_optional_keyword() ? "optional" : "";
}

class FileRows {
 public:
  explicit FileRows(const pb::FileDescriptor& file) : file_(file) {}

  std::vector<std::string> Take() {
    for (int i = 0; i < file_.message_type_count(); ++i) Message(*file_.message_type(i));
    for (int i = 0; i < file_.enum_type_count(); ++i) Enum(*file_.enum_type(i));
    for (int i = 0; i < file_.service_count(); ++i) Service(*file_.service(i));
    return std::move(rows_);
  }

 private:
  void Row(std::vector<std::string> cells) {
    cells.push_back(file_.name());
    rows_.push_back(absl::StrJoin(cells, "\t"));
  }
  static std::string Deprecated(bool deprecated) { return deprecated ? "deprecated" : ""; }

  void Message(const pb::Descriptor& message) {
    if (message.options().map_entry()) return;
    Row({"message", message.full_name(), absl::StrCat(message.field_count()),
         Deprecated(message.options().deprecated())});
    for (int i = 0; i < message.field_count(); ++i) Field(message, *message.field(i));
    for (int i = 0; i < message.nested_type_count(); ++i) Message(*message.nested_type(i));
    for (int i = 0; i < message.enum_type_count(); ++i) Enum(*message.enum_type(i));
  }

  void Field(const pb::Descriptor& message, const pb::FieldDescriptor& field) {
    const pb::OneofDescriptor* oneof = field.real_containing_oneof();
    Row({"field", message.full_name(), field.name(), absl::StrCat(field.number()), LabelCell(field),
         TypeCell(field), oneof != nullptr ? oneof->name() : "", RulesCell(field),
         Deprecated(field.options().deprecated())});
  }

  void Enum(const pb::EnumDescriptor& type) {
    for (int i = 0; i < type.value_count(); ++i) {
      const pb::EnumValueDescriptor& value = *type.value(i);
      Row({"enum", type.full_name(), value.name(), absl::StrCat(value.number()),
           Deprecated(value.options().deprecated())});
    }
  }

  void Service(const pb::ServiceDescriptor& service) {
    Row({"service", service.full_name()});
    for (int i = 0; i < service.method_count(); ++i) {
      const pb::MethodDescriptor& method = *service.method(i);
      const char* shape = method.client_streaming()
                              ? (method.server_streaming() ? "bidi" : "client-stream")
                              : (method.server_streaming() ? "server-stream" : "unary");
      Row({"rpc", service.full_name(), method.name(), method.input_type()->full_name(),
           method.output_type()->full_name(), shape});
    }
  }

  const pb::FileDescriptor& file_;
  std::vector<std::string> rows_;
};

}  // namespace

std::vector<std::string> RowsOf(const pb::FileDescriptor& file) { return FileRows(file).Take(); }

std::string Normalized(const std::string& row) {
  std::vector<std::string> cells = absl::StrSplit(row, '\t');
  if (cells[0] == "field") {
    const std::vector<std::string> rules = absl::StrSplit(cells[7], "; ", absl::SkipEmpty());
    cells[7] = Joined(rules);
  } else if (cells[0] == "service") {
    cells.erase(cells.begin() + 2);
  } else if (cells[0] == "rpc") {
    cells.erase(cells.begin() + 6);
  }
  return absl::StrJoin(cells, "\t");
}

}  // namespace nuncio::api

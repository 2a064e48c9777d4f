#include "source/format/operator.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "source/format/coalesce.h"
#include "source/record/metadata.h"

namespace nuncio::format {
namespace {

bool IsPlainJson(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<signed char>(c) >= 0x20 && c != '"' && c != '\\' && c != 0x7f;
  });
}

// Makes a JSON string of what stands in `out` from `start` on.
void QuoteFrom(size_t start, std::string& out) {
  const absl::string_view tail = absl::string_view(out).substr(start);
  if (IsPlainJson(tail)) {
    out.insert(start, 1, '"');
    out.push_back('"');
    return;
  }
  const std::string text(tail);
  out.resize(start);
  record::AppendJsonString(text, out);
}

const OperatorSpec* FindSpec(absl::string_view name) {
  static constexpr OperatorSpec kCoalesce =
      Made("COALESCE", Parameter::kRequired, true, &MakeCoalesce);
  if (name == kCoalesce.name) return &kCoalesce;
  for (const auto group :
       {HeaderOperators(), RequestOperators(), ConnectionOperators(), TlsOperators(),
        UpstreamOperators(), TimeOperators(), MetadataOperators()}) {
    for (const OperatorSpec& spec : group) {
      if (spec.name == name) return &spec;
    }
  }
  return nullptr;
}

absl::Status Refuse(const Command& command, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("operator %", command.name, "%: ", why));
}

}  // namespace

bool Operator::AppendText(const Input& input, std::string& out) const {
  const size_t start = out.size();
  if (!append_(input, out)) return false;
  if (max_length_ && out.size() - start > *max_length_) out.resize(start + *max_length_);
  return true;
}

bool Operator::AppendJson(const Input& input, std::string& out) const {
  if (!max_length_) {
    if (append_json_) return append_json_(input, out);
    if (kind_ != Kind::kText) return append_(input, out);
  }
  const size_t start = out.size();
  if (!AppendText(input, out)) return false;
  QuoteFrom(start, out);
  return true;
}

bool PutNumber(uint64_t number, std::string& out) {
  absl::StrAppend(&out, number);
  return true;
}

absl::StatusOr<Operator> MakeOperator(const Command& command, const FormatOptions& options) {
  const OperatorSpec* const spec = FindSpec(command.name);
  if (spec == nullptr || (command.name == "REQ_WITHOUT_QUERY" && !options.req_without_query)) {
    return Refuse(command, "there is no operator of that name");
  }
  if (command.parameter && spec->parameter == Parameter::kNone) {
    return Refuse(command, "it takes no parameter");
  }
  if (spec->parameter == Parameter::kRequired &&
      (!command.parameter || command.parameter->empty())) {
    return Refuse(command, "it needs a parameter");
  }
  if (command.max_length && !spec->length_allowed) {
    return Refuse(command, "its length cannot be limited");
  }
  if (spec->append != nullptr) return Operator(spec->kind, spec->append);
  absl::StatusOr<Operator> made = spec->make(command, options);
  if (!made.ok()) return Refuse(command, made.status().message());
  if (command.max_length) made->set_max_length(*command.max_length);
  return made;
}

}  // namespace nuncio::format

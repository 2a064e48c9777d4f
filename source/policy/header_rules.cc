#include "source/policy/header_rules.h"

#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "source/base/status_macros.h"

namespace nuncio::policy {
namespace {

// What is to be done once all values are known.
struct Change {
  http::HeaderId id;
  absl::string_view name;
  absl::string_view value;
  bool overwrite;
};

absl::Status CheckName(absl::string_view lower_case) {
  if (lower_case.empty()) return absl::InvalidArgumentError("a header without a name");
  if (lower_case[0] == ':' || lower_case == "host") {
    return absl::InvalidArgumentError(
        absl::StrCat("header '", lower_case, "': pseudo headers and host cannot be changed here"));
  }
  return absl::OkStatus();
}

bool Has(const http::HeaderList& headers, http::HeaderId id, absl::string_view name) {
  return id != http::HeaderId::kOther ? headers.Has(id) : headers.Has(name);
}

void Apply(const Change& change, http::HeaderList& headers) {
  const bool well_known = change.id != http::HeaderId::kOther;
  if (change.overwrite) {
    well_known ? headers.Set(change.id, change.value) : headers.Set(change.name, change.value);
  } else {
    well_known ? headers.Add(change.id, change.value) : headers.Add(change.name, change.value);
  }
}

}  // namespace

absl::StatusOr<HeaderRules> HeaderRules::Create(std::vector<HeaderValueOption> add,
                                                std::vector<std::string> remove) {
  HeaderRules rules;
  for (HeaderValueOption& option : add) {
    absl::AsciiStrToLower(&option.key);
    NUNCIO_RETURN_IF_ERROR(CheckName(option.key));
    const http::HeaderId id = http::FindHeaderId(option.key);
    rules.add_.push_back({std::move(option), id});
  }
  for (std::string& name : remove) {
    absl::AsciiStrToLower(&name);
    NUNCIO_RETURN_IF_ERROR(CheckName(name));
    rules.remove_.push_back(std::move(name));
  }
  return rules;
}

void HeaderRules::Apply(const format::Input& input, http::HeaderList& headers) const {
  for (const std::string& name : remove_) headers.Remove(name);
  absl::InlinedVector<Change, 8> changes;
  std::string text;
  for (const Addition& addition : add_) {
    const HeaderValueOption& option = addition.option;
    absl::string_view value = option.value.is_constant() ? option.value.constant() : "";
    if (!option.value.is_constant()) {
      text.clear();
      option.value.Append(input, text);
      value = headers.arena().Copy(text);
    }
    if (value.empty() && !option.keep_empty_value) continue;
    const AppendAction action = option.append_action;
    const bool conditional =
        action == AppendAction::kAddIfAbsent || action == AppendAction::kOverwriteIfExists;
    const bool exists = conditional && Has(headers, addition.id, option.key);
    if (action == AppendAction::kAddIfAbsent && exists) continue;
    if (action == AppendAction::kOverwriteIfExists && !exists) continue;
    const bool overwrite = action == AppendAction::kOverwriteIfExists ||
                           action == AppendAction::kOverwriteIfExistsOrAdd;
    changes.push_back({addition.id, option.key, value, overwrite});
  }
  for (const Change& change : changes) {
    if (change.overwrite) policy::Apply(change, headers);
  }
  for (const Change& change : changes) {
    if (!change.overwrite) policy::Apply(change, headers);
  }
}

}  // namespace nuncio::policy

#include "source/config/shared/header_rules.h"

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "source/config/shared/substitution_format.h"

namespace nuncio::config {
namespace {

namespace core = ::envoy::config::core::v3;
namespace rules = ::envoy::config::common::mutation_rules::v3;

policy::AppendAction ActionOf(const core::HeaderValueOption& option) {
  // The older switch counts where it is there.
  if (option.has_append()) {
    return option.append().value() ? policy::AppendAction::kAppendIfExistsOrAdd
                                   : policy::AppendAction::kOverwriteIfExistsOrAdd;
  }
  switch (option.append_action()) {
    case core::HeaderValueOption::ADD_IF_ABSENT:
      return policy::AppendAction::kAddIfAbsent;
    case core::HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD:
      return policy::AppendAction::kOverwriteIfExistsOrAdd;
    case core::HeaderValueOption::OVERWRITE_IF_EXISTS:
      return policy::AppendAction::kOverwriteIfExists;
    default:
      return policy::AppendAction::kAppendIfExistsOrAdd;
  }
}

bool MayChange(absl::string_view name) {
  return !absl::StartsWith(name, ":") && !absl::EqualsIgnoreCase(name, "host");
}

void CheckName(absl::string_view name, Scope& scope) {
  if (!MayChange(name)) scope.Fail("must not be a pseudo header or host", name);
}

policy::HeaderRules Create(std::vector<policy::HeaderValueOption> add,
                           std::vector<std::string> remove, Scope& scope) {
  absl::StatusOr<policy::HeaderRules> created =
      policy::HeaderRules::Create(std::move(add), std::move(remove));
  if (created.ok()) return *std::move(created);
  scope.Fail(created.status().message());
  return {};
}

}  // namespace

std::optional<policy::HeaderValueOption> ParseHeaderValueOption(
    const core::HeaderValueOption& option, Scope& scope) {
  if (option.has_append() && option.append_action() != 0) {
    scope.FailAt("append", "excludes append_action");
  }
  const auto header = scope.Field("header");
  {
    const auto key = scope.Field("key");
    CheckName(option.header().key(), scope);
  }
  const auto step = scope.Field("value");
  auto value = ParseFormatter(option.header().value(), scope, /*omit_empty_values=*/true);
  if (!value.has_value()) return std::nullopt;
  policy::HeaderValueOption out;
  out.key = option.header().key();
  out.value = *std::move(value);
  out.append_action = ActionOf(option);
  out.keep_empty_value = option.keep_empty_value();
  return out;
}

policy::HeaderRules ParseHeaderRules(const Repeated<core::HeaderValueOption>& add,
                                     const Repeated<std::string>& remove,
                                     const HeaderRuleFields& fields, Scope& scope) {
  const size_t errors = scope.errors().count();
  std::vector<policy::HeaderValueOption> additions;
  {
    const auto list = scope.Field(fields.add);
    for (int i = 0; i < add.size(); ++i) {
      const auto step = scope.Index(i);
      if (auto option = ParseHeaderValueOption(add[i], scope)) {
        additions.push_back(*std::move(option));
      }
    }
  }
  const auto list = scope.Field(fields.remove);
  for (int i = 0; i < remove.size(); ++i) {
    const auto step = scope.Index(i);
    CheckName(remove[i], scope);
  }
  if (scope.errors().count() != errors) return {};
  std::vector<std::string> removals;
  for (const std::string& name : remove) {
    if (!name.empty()) removals.push_back(name);
  }
  return Create(std::move(additions), std::move(removals), scope);
}

namespace {

void AddMutation(const rules::HeaderMutation& mutation, Scope& scope,
                 policy::HeaderMutations& out) {
  absl::Status status;
  if (mutation.has_append()) {
    const auto step = scope.Field("append");
    auto option = ParseHeaderValueOption(mutation.append(), scope);
    if (option.has_value()) status = out.Append(*std::move(option));
  } else if (mutation.has_remove_on_match()) {
    const auto step = scope.Field("remove_on_match");
    const auto field = scope.Field("key_matcher");
    auto name = ParseStringMatcher(mutation.remove_on_match().key_matcher(), scope);
    if (name.has_value()) out.RemoveMatching(*std::move(name));
  } else {
    const auto step = scope.Field("remove");
    CheckName(mutation.remove(), scope);
    status = out.Remove(mutation.remove());
  }
  // A name that was complained of is refused again.
  if (!status.ok() && scope.errors().empty()) scope.Fail(status.message());
}

}  // namespace

policy::HeaderMutations ParseHeaderMutations(const Repeated<rules::HeaderMutation>& mutations,
                                             Scope& scope) {
  policy::HeaderMutations out;
  for (int i = 0; i < mutations.size(); ++i) {
    const auto step = scope.Index(i);
    AddMutation(mutations[i], scope, out);
  }
  return out;
}

}  // namespace nuncio::config

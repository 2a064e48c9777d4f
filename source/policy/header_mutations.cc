#include "source/policy/header_mutations.h"

#include <utility>

#include "source/base/status_macros.h"

namespace nuncio::policy {

absl::Status HeaderMutations::Append(HeaderValueOption option) {
  std::vector<HeaderValueOption> add;
  add.push_back(std::move(option));
  NUNCIO_ASSIGN_OR_RETURN(HeaderRules rules, HeaderRules::Create(std::move(add), {}));
  steps_.emplace_back(std::move(rules));
  return absl::OkStatus();
}

absl::Status HeaderMutations::Remove(std::string name) {
  std::vector<std::string> remove;
  remove.push_back(std::move(name));
  NUNCIO_ASSIGN_OR_RETURN(HeaderRules rules, HeaderRules::Create({}, std::move(remove)));
  steps_.emplace_back(std::move(rules));
  return absl::OkStatus();
}

void HeaderMutations::RemoveMatching(matching::StringMatcher name) {
  steps_.emplace_back(std::move(name));
}

void HeaderMutations::Apply(const format::Input& input, http::HeaderList& headers) const {
  for (const auto& step : steps_) {
    if (const auto* const rules = absl::get_if<HeaderRules>(&step)) {
      rules->Apply(input, headers);
    } else {
      const auto& name = absl::get<matching::StringMatcher>(step);
      headers.RemoveIf([&](const http::HeaderField& field) { return name.Matches(field.name); });
    }
  }
}

}  // namespace nuncio::policy

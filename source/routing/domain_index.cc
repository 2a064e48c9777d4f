#include "source/routing/domain_index.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace nuncio::routing {
namespace {

// A lower-case copy of a host, on the stack where it fits.
class LowerCase {
 public:
  explicit LowerCase(absl::string_view text) {
    char* to = short_;
    if (text.size() > sizeof(short_)) {
      long_.resize(text.size());
      to = long_.data();
    }
    for (size_t i = 0; i < text.size(); ++i) to[i] = absl::ascii_tolower(text[i]);
    view_ = absl::string_view(to, text.size());
  }
  absl::string_view view() const { return view_; }

 private:
  char short_[256];
  std::string long_;
  absl::string_view view_;
};

}  // namespace

absl::Status DomainIndex::Add(absl::string_view domain, uint32_t number) {
  const std::string name = absl::AsciiStrToLower(domain);
  bool added = false;
  if (name == "*") {
    added = !any_.has_value();
    if (added) any_ = number;
  } else if (absl::StartsWith(name, "*")) {
    added = suffixes_[name.size() - 1].emplace(name.substr(1), number).second;
  } else if (absl::EndsWith(name, "*")) {
    added = prefixes_[name.size() - 1].emplace(name.substr(0, name.size() - 1), number).second;
  } else {
    added = exact_.emplace(name, number).second;
  }
  if (added) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("domain '", domain, "' stands in the route configuration twice"));
}

absl::optional<uint32_t> DomainIndex::Find(absl::string_view host) const {
  const LowerCase lower(host);
  const absl::string_view name = lower.view();
  const auto look = [](const Table& table, absl::string_view key) -> absl::optional<uint32_t> {
    const auto found = table.find(key);
    if (found == table.end()) return absl::nullopt;
    return found->second;
  };
  if (const auto found = look(exact_, name)) return found;
  for (const auto& [length, table] : suffixes_) {
    if (length >= name.size()) continue;
    if (const auto found = look(table, name.substr(name.size() - length))) return found;
  }
  for (const auto& [length, table] : prefixes_) {
    if (length >= name.size()) continue;
    if (const auto found = look(table, name.substr(0, length))) return found;
  }
  return any_;
}

}  // namespace nuncio::routing

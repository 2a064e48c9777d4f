#include "source/routing/path_index.h"

#include <algorithm>

namespace nuncio::routing {
namespace {

// So few routes are compared faster than they are looked up.
constexpr size_t kFewRoutes = 8;

void Append(const absl::flat_hash_map<std::string, std::vector<uint32_t>>& table,
            absl::string_view key, PathIndex::Candidates& candidates) {
  const auto found = table.find(key);
  if (found == table.end()) return;
  candidates.insert(candidates.end(), found->second.begin(), found->second.end());
}

}  // namespace

PathIndex::PathIndex(const std::vector<Route>& routes) {
  for (uint32_t i = 0; i < routes.size(); ++i) {
    routes.size() <= kFewRoutes ? always_.push_back(i) : Add(routes[i].match, i);
  }
}

void PathIndex::Add(const RouteMatch& match, uint32_t number) {
  const auto* const exact = absl::get_if<MatchPath>(&match.path_specifier);
  const auto* const prefix = absl::get_if<MatchPrefix>(&match.path_specifier);
  const auto* const separated = absl::get_if<MatchPathSeparatedPrefix>(&match.path_specifier);
  if (!match.case_sensitive || (exact == nullptr && prefix == nullptr && separated == nullptr)) {
    always_.push_back(number);
  } else if (exact != nullptr) {
    exact_[exact->path].push_back(number);
  } else {
    const std::string& text = prefix != nullptr ? prefix->prefix : separated->prefix;
    prefixes_[text.size()][text].push_back(number);
  }
}

PathIndex::Candidates PathIndex::Find(absl::string_view path) const {
  Candidates candidates(always_.begin(), always_.end());
  if (!exact_.empty()) Append(exact_, path, candidates);
  for (const auto& [length, table] : prefixes_) {
    if (length > path.size()) break;
    Append(table, path.substr(0, length), candidates);
  }
  std::sort(candidates.begin(), candidates.end());
  return candidates;
}

}  // namespace nuncio::routing

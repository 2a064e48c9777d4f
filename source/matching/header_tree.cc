#include "source/matching/header_tree.h"

#include <algorithm>

#include "source/base/hash.h"

namespace nuncio::matching {
namespace {

// All values of a header, with commas between. `room` holds them where there are several.
absl::optional<absl::string_view> JoinedValue(const http::RequestHead& head, absl::string_view name,
                                              std::string& room) {
  size_t count = 0;
  head.headers.ForEachValue(name, [&](absl::string_view value) {
    if (count++ > 0) room.push_back(',');
    room.append(value.data(), value.size());
  });
  if (count > 0) return room;
  return http::FindValue(head, name);
}

absl::optional<uint32_t> Follow(const HeaderTree::Branch& branch, const http::RequestHead& head) {
  if (const auto* const action = absl::get_if<uint32_t>(&branch)) return *action;
  return absl::get<std::shared_ptr<const HeaderTree>>(branch)->Find(head);
}

struct Finder {
  const http::RequestHead& head;

  absl::optional<uint32_t> operator()(absl::monostate) const { return absl::nullopt; }
  absl::optional<uint32_t> operator()(const HeaderTree::List& list) const {
    for (const auto& [predicate, branch] : list.matchers) {
      if (!predicate.Matches(head)) continue;
      if (const auto found = Follow(branch, head)) return found;
    }
    return absl::nullopt;
  }
  absl::optional<uint32_t> operator()(const HeaderTree::ExactMap& exact) const {
    std::string room;
    const auto value = JoinedValue(head, exact.header, room);
    if (!value) return absl::nullopt;
    const auto found = exact.map.find(*value);
    return found == exact.map.end() ? absl::nullopt : Follow(found->second, head);
  }
  absl::optional<uint32_t> operator()(const HeaderTree::PrefixMap& prefixes) const {
    std::string room;
    const auto value = JoinedValue(head, prefixes.header, room);
    if (!value) return absl::nullopt;
    for (const auto& [length, map] : prefixes.map) {
      if (length > value->size()) continue;
      const auto entry = map.find(value->substr(0, length));
      if (entry == map.end()) continue;
      if (const auto found = Follow(entry->second, head)) return found;
    }
    return absl::nullopt;
  }
};

struct PredicateCheck {
  const http::RequestHead& head;

  bool operator()(const HeaderPredicate::Single& single) const {
    std::string room;
    const auto value = JoinedValue(head, single.header, room);
    return value &&
           absl::visit([&](const auto& match) { return match.Matches(*value); }, single.match);
  }
  bool operator()(const HeaderPredicate::All& all) const {
    return std::all_of(all.predicates.begin(), all.predicates.end(),
                       [&](const HeaderPredicate& one) { return one.Matches(head); });
  }
  bool operator()(const HeaderPredicate::Any& any) const {
    return std::any_of(any.predicates.begin(), any.predicates.end(),
                       [&](const HeaderPredicate& one) { return one.Matches(head); });
  }
  bool operator()(const HeaderPredicate::Not& inverted) const {
    return !inverted.predicate->Matches(head);
  }
};

}  // namespace

bool ConsistentHashing::Matches(absl::string_view text) const {
  return base::Hash64(text, seed) % modulo >= threshold;
}

bool HeaderPredicate::Matches(const http::RequestHead& head) const {
  return absl::visit(PredicateCheck{head}, predicate);
}

absl::optional<uint32_t> HeaderTree::Find(const http::RequestHead& head) const {
  if (const auto found = absl::visit(Finder{head}, matcher)) return found;
  return on_no_match ? Follow(*on_no_match, head) : absl::nullopt;
}

}  // namespace nuncio::matching

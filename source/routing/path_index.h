#ifndef NUNCIO_SOURCE_ROUTING_PATH_INDEX_H_
#define NUNCIO_SOURCE_ROUTING_PATH_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "source/routing/route.h"

namespace nuncio::routing {

// Which routes of a virtual host can match a path, in their order: the first match wins, but of a
// thousand routes only a few are worth a look.
//
// Exact paths and prefixes are found by a hash lookup for each length that occurs; routes that
// cannot be looked up (regexes, any case, CONNECT) are always candidates. Filled once, then read by
// any thread.
class PathIndex {
 public:
  using Candidates = absl::InlinedVector<uint32_t, 32>;

  explicit PathIndex(const std::vector<Route>& routes);

  // Numbers of routes, ascending. Every route that matches is among them; not all of them do.
  // `path` is without its query.
  Candidates Find(absl::string_view path) const;

 private:
  using Table = absl::flat_hash_map<std::string, std::vector<uint32_t>>;

  void Add(const RouteMatch& match, uint32_t number);

  Table exact_;
  std::map<size_t, Table> prefixes_;  // by length
  std::vector<uint32_t> always_;
};

}  // namespace nuncio::routing

#endif  // NUNCIO_SOURCE_ROUTING_PATH_INDEX_H_

#ifndef NUNCIO_SOURCE_ROUTING_DOMAIN_INDEX_H_
#define NUNCIO_SOURCE_ROUTING_DOMAIN_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace nuncio::routing {

// From a host to the number of the virtual host that serves it: an exact domain first, then the
// longest "*suffix", then the longest "prefix*", then "*". Case is ignored. A wildcard stands for
// at least one character.
//
// Filled once, then read by any thread. One hash lookup for each length of wildcard that occurs.
class DomainIndex {
 public:
  // An error if the domain stands for another (or the same) number already.
  absl::Status Add(absl::string_view domain, uint32_t number);
  absl::optional<uint32_t> Find(absl::string_view host) const;

 private:
  using Table = absl::flat_hash_map<std::string, uint32_t>;
  // By length of the part without the star, the longest first.
  using Wildcards = std::map<size_t, Table, std::greater<size_t>>;

  Table exact_;
  Wildcards suffixes_;
  Wildcards prefixes_;
  absl::optional<uint32_t> any_;
};

}  // namespace nuncio::routing

#endif  // NUNCIO_SOURCE_ROUTING_DOMAIN_INDEX_H_

#ifndef NUNCIO_SOURCE_XDS_CLIENT_INTEREST_H_
#define NUNCIO_SOURCE_XDS_CLIENT_INTEREST_H_

#include <string>

#include "absl/container/btree_set.h"
#include "absl/strings/string_view.h"

namespace nuncio::xds::client {

// Which resources of a type are wanted: the sum of its subscriptions. A value.
struct Interest {
  bool all = false;
  absl::btree_set<std::string> names;

  bool empty() const { return !all && names.empty(); }
  bool Wants(absl::string_view name) const { return all || names.contains(name); }
  bool operator==(const Interest&) const = default;
};

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_INTEREST_H_

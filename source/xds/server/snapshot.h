#ifndef NUNCIO_SOURCE_XDS_SERVER_SNAPSHOT_H_
#define NUNCIO_SOURCE_XDS_SERVER_SNAPSHOT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/string_view.h"

namespace nuncio::xds::server {

// The bytes of one resource (its message, without the Any). Shared, so that equal ones mostly are
// one pointer.
using Bytes = std::shared_ptr<const std::string>;

// Names and bytes of one type.
using ResourceMap = absl::btree_map<std::string, Bytes>;

// All resources of one type, under one version: the hash of the content in hexadecimal, the same in
// every replica and after a restart.
struct TypeSnapshot {
  std::string version;
  ResourceMap resources;
};

// Something to serve. A value to build snapshots from.
struct NamedResource {
  std::string type_url;
  std::string name;
  std::string bytes;
};

// All that a control plane serves at one time. Immutable; sessions share it.
class Snapshot {
 public:
  // `previous` may be null. Types and resources that did not change keep their version and their
  // bytes' place. Of resources with one type and name the first counts: the caller refuses others.
  static std::shared_ptr<const Snapshot> Make(std::vector<NamedResource> resources,
                                              uint64_t generation, const Snapshot* previous);

  uint64_t generation() const { return generation_; }
  // Never null for a type whose answers are whole (those may be empty); else null when nothing of
  // the type is there.
  const TypeSnapshot* Find(absl::string_view type_url) const;
  const absl::btree_map<std::string, TypeSnapshot>& types() const { return types_; }

 private:
  Snapshot() = default;

  uint64_t generation_ = 0;
  absl::btree_map<std::string, TypeSnapshot> types_;
};

using SnapshotRef = std::shared_ptr<const Snapshot>;

}  // namespace nuncio::xds::server

#endif  // NUNCIO_SOURCE_XDS_SERVER_SNAPSHOT_H_

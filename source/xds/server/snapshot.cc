#include "source/xds/server/snapshot.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "source/base/hash.h"
#include "source/xds/resource_type.h"

namespace nuncio::xds::server {
namespace {

// The bytes of `resource`, where `previous` has the same at the same place.
Bytes KeepOrMake(NamedResource& resource, const TypeSnapshot* previous) {
  if (previous != nullptr) {
    const auto known = previous->resources.find(resource.name);
    if (known != previous->resources.end() && *known->second == resource.bytes) {
      return known->second;
    }
  }
  return std::make_shared<const std::string>(std::move(resource.bytes));
}

std::string VersionOf(const ResourceMap& resources) {
  uint64_t hash = 0;
  for (const auto& [name, bytes] : resources) {
    hash = base::Hash64(*bytes, base::Hash64(name, hash));
  }
  return absl::StrCat(absl::Hex(hash, absl::kZeroPad16));
}

}  // namespace

SnapshotRef Snapshot::Make(std::vector<NamedResource> resources, uint64_t generation,
                           const Snapshot* previous) {
  std::shared_ptr<Snapshot> snapshot(new Snapshot);
  snapshot->generation_ = generation;
  for (const TypeFacts& facts : AllTypeFacts()) {
    if (facts.whole) snapshot->types_[std::string(facts.type_url)];
  }
  for (NamedResource& resource : resources) {
    const TypeSnapshot* before = previous == nullptr ? nullptr : previous->Find(resource.type_url);
    snapshot->types_[resource.type_url].resources.emplace(resource.name,
                                                          KeepOrMake(resource, before));
  }
  for (auto& [type_url, type] : snapshot->types_) type.version = VersionOf(type.resources);
  return snapshot;
}

const TypeSnapshot* Snapshot::Find(absl::string_view type_url) const {
  const auto type = types_.find(type_url);
  return type == types_.end() ? nullptr : &type->second;
}

}  // namespace nuncio::xds::server

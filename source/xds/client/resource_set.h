#ifndef NUNCIO_SOURCE_XDS_CLIENT_RESOURCE_SET_H_
#define NUNCIO_SOURCE_XDS_CLIENT_RESOURCE_SET_H_

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "envoy/service/discovery/v3/discovery.pb.h"
#include "source/base/clock.h"
#include "source/xds/client/answer.h"
#include "source/xds/client/interest.h"
#include "source/xds/resource.h"
#include "source/xds/resource_type.h"

namespace nuncio::xds::client {

// The accepted resources of one type from one source: the cache that all its subscriptions share.
// An answer is read against it, so what came again as it was costs a comparison. Good neighbours
// apply: each broken resource is refused alone, and the accepted one of its name stays.
//
// Owned by a channel, used on the xds thread only.
class ResourceSet {
 public:
  // `type`, `generations` and `clock` outlive the set. `generations` counts for the whole process.
  ResourceSet(const ResourceType& type, std::atomic<uint64_t>& generations,
              const base::Clock& clock);

  // Decodes what is new in the answer. Changes nothing here; Commit does.
  Answer Read(const envoy::service::discovery::v3::DiscoveryResponse& response,
              const Interest& interest) const;

  // Makes the answer the accepted state, but for what main refused and for what nobody wants.
  void Commit(const Answer& answer, const std::vector<Refusal>& refused, const Interest& interest);

  // Forgets what nobody wants any more.
  void Keep(const Interest& interest);

  size_t size() const { return accepted_.size(); }

 private:
  struct Reading;

  void ReadWrapped(const envoy::service::discovery::v3::Resource& wrapper, Reading& reading) const;
  // `name` is what stands around the resource, where it cannot tell its own; often empty.
  void ReadOne(const google::protobuf::Any& any, const std::string& name, Reading& reading) const;
  void NoteRemoved(Reading& reading) const;
  void Store(const ResourceRef& resource);
  void Forget(absl::string_view name);

  const ResourceType& type_;
  const bool whole_;
  std::atomic<uint64_t>& generations_;
  const base::Clock& clock_;
  absl::flat_hash_map<std::string, ResourceRef> accepted_;
  // The same by their bytes (the keys are views of them): what came before needs no decoding.
  absl::flat_hash_map<absl::string_view, ResourceRef> by_bytes_;
};

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_RESOURCE_SET_H_

#include "source/xds/client/resource_set.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/any.pb.h"

namespace nuncio::xds::client {
namespace {

using envoy::service::discovery::v3::DiscoveryResponse;
using google::protobuf::Any;

constexpr absl::string_view kWrapperType =
    "type.googleapis.com/envoy.service.discovery.v3.Resource";

bool IsWhole(absl::string_view type_url) {
  const TypeFacts* facts = FindTypeFacts(type_url);
  return facts != nullptr && facts->whole;
}

}  // namespace

// An answer while it is read.
struct ResourceSet::Reading {
  const Interest& interest;
  Answer answer;
  absl::flat_hash_set<std::string> seen;  // names in the answer, broken ones too
};

ResourceSet::ResourceSet(const ResourceType& type, std::atomic<uint64_t>& generations,
                         const base::Clock& clock)
    : type_(type), whole_(IsWhole(type.type_url)), generations_(generations), clock_(clock) {}

Answer ResourceSet::Read(const DiscoveryResponse& response, const Interest& interest) const {
  Reading reading{interest, {}, {}};
  Answer& answer = reading.answer;
  answer.type_url = type_.type_url;
  answer.version = response.version_info();
  answer.control_plane = response.control_plane().identifier();
  answer.received = clock_.WallNow();
  for (const Any& any : response.resources()) {
    envoy::service::discovery::v3::Resource wrapper;
    if (any.type_url() != kWrapperType) {
      ReadOne(any, "", reading);
    } else if (wrapper.ParseFromString(any.value())) {
      ReadWrapped(wrapper, reading);
    } else {
      answer.refused.push_back({"", absl::StrCat(kWrapperType, ": the bytes do not parse")});
    }
  }
  if (whole_) NoteRemoved(reading);
  return answer;
}

void ResourceSet::ReadWrapped(const envoy::service::discovery::v3::Resource& wrapper,
                              Reading& reading) const {
  reading.answer.has_ttl = reading.answer.has_ttl || wrapper.has_ttl();
  if (wrapper.has_resource()) return ReadOne(wrapper.resource(), wrapper.name(), reading);
  // A sign of life: the resource of that name is as it was.
  if (!accepted_.contains(wrapper.name()) || !reading.interest.Wants(wrapper.name())) return;
  if (reading.seen.insert(wrapper.name()).second) {
    reading.answer.unchanged.push_back(wrapper.name());
  }
}

void ResourceSet::ReadOne(const Any& any, const std::string& name, Reading& reading) const {
  Answer& answer = reading.answer;
  if (any.type_url() != type_.type_url) {
    answer.refused.push_back(
        {name, absl::StrCat("a resource of type \"", any.type_url(), "\" in an answer of type \"",
                            type_.type_url, "\"")});
    return;
  }
  const auto same = by_bytes_.find(any.value());
  DecodedResource decoded;
  if (same != by_bytes_.end()) {
    decoded.name = same->second->name;
  } else {
    decoded = type_.decode(any.value());
    if (decoded.name.empty()) decoded.name = name;
  }
  if (!decoded.name.empty() && !reading.interest.Wants(decoded.name)) return;
  if (!decoded.name.empty() && !reading.seen.insert(decoded.name).second) {
    answer.refused.push_back(
        {decoded.name, absl::StrCat(ServiceName(type_.type_url), " resource \"", decoded.name,
                                    "\": stands twice in one answer")});
  } else if (!decoded.status.ok()) {
    answer.refused.push_back({decoded.name, std::string(decoded.status.message())});
  } else if (same != by_bytes_.end()) {
    answer.unchanged.push_back(decoded.name);
  } else {
    auto resource = std::make_shared<Resource>();
    resource->name = std::move(decoded.name);
    resource->bytes = any.value();
    resource->object = std::move(decoded.object);
    resource->origin = {answer.version, ++generations_, answer.received, clock_.WallNow()};
    answer.changed.push_back(std::move(resource));
  }
}

void ResourceSet::NoteRemoved(Reading& reading) const {
  // Something without a name may be the new form of anything that seems to be gone.
  if (reading.answer.RefusesUnnamed()) return;
  for (const auto& [name, resource] : accepted_) {
    if (!reading.seen.contains(name)) reading.answer.removed.push_back(name);
  }
}

void ResourceSet::Commit(const Answer& answer, const std::vector<Refusal>& refused,
                         const Interest& interest) {
  absl::flat_hash_set<absl::string_view> not_taken;
  for (const Refusal& refusal : refused) not_taken.insert(refusal.name);
  for (const ResourceRef& resource : answer.changed) {
    if (!not_taken.contains(resource->name)) Store(resource);
  }
  for (const std::string& name : answer.removed) Forget(name);
  Keep(interest);
}

void ResourceSet::Keep(const Interest& interest) {
  if (interest.all) return;
  std::vector<std::string> unwanted;
  for (const auto& [name, resource] : accepted_) {
    if (!interest.Wants(name)) unwanted.push_back(name);
  }
  for (const std::string& name : unwanted) Forget(name);
}

void ResourceSet::Store(const ResourceRef& resource) {
  Forget(resource->name);
  by_bytes_.emplace(resource->bytes, resource);
  accepted_.emplace(resource->name, resource);
}

void ResourceSet::Forget(absl::string_view name) {
  const auto entry = accepted_.find(name);
  if (entry == accepted_.end()) return;
  by_bytes_.erase(entry->second->bytes);
  accepted_.erase(entry);
}

}  // namespace nuncio::xds::client

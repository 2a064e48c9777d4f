#include "source/upstream/host.h"

namespace nuncio::upstream {
namespace {

uint32_t FlagsOf(EndpointHealth health) {
  switch (health) {
    case EndpointHealth::kUnknown:
    case EndpointHealth::kHealthy:
      return 0;
    case EndpointHealth::kUnhealthy:
    case EndpointHealth::kTimeout:
      return health_flag::kFailedEds;
    case EndpointHealth::kDraining:
      return health_flag::kDrainingEds;
    case EndpointHealth::kDegraded:
      return health_flag::kDegradedEds;
  }
  return 0;
}

template <typename T>
bool SameValue(const std::shared_ptr<const T>& a, const std::shared_ptr<const T>& b) {
  if (a == b) return true;
  return a != nullptr && b != nullptr && *a == *b;
}

bool SameMetadata(const std::shared_ptr<const record::Metadata>& a,
                  const std::shared_ptr<const record::Metadata>& b) {
  if (a == b) return true;
  const bool a_empty = a == nullptr || a->empty();
  const bool b_empty = b == nullptr || b->empty();
  if (a_empty || b_empty) return a_empty && b_empty;
  return a->filter_metadata == b->filter_metadata;
}

}  // namespace

Host::Host(const Endpoint& endpoint)
    : address_(endpoint.address),
      address_text_(endpoint.address.ToString()),
      hostname_(endpoint.hostname),
      locality_(endpoint.locality),
      metadata_(endpoint.metadata),
      weight_(endpoint.weight),
      priority_(endpoint.priority),
      flags_(FlagsOf(endpoint.health)) {}

Host::~Host() { delete counters_.load(std::memory_order_acquire); }

Health Host::health() const {
  const uint32_t flags = this->flags();
  if ((flags & health_flag::kUnhealthy) != 0) return Health::kUnhealthy;
  return (flags & health_flag::kDegraded) != 0 ? Health::kDegraded : Health::kHealthy;
}

HostCounters& Host::counters() const {
  HostCounters* counters = counters_.load(std::memory_order_acquire);
  if (counters != nullptr) [[likely]] {
    return *counters;
  }
  auto fresh = std::make_unique<HostCounters>();
  // Another worker may be first.
  if (counters_.compare_exchange_strong(counters, fresh.get(), std::memory_order_acq_rel)) {
    counters = fresh.release();
  }
  return *counters;
}

bool Host::IsSame(const Endpoint& endpoint) const {
  return address_ == endpoint.address && hostname_ == endpoint.hostname &&
         SameValue(locality_, endpoint.locality) && SameMetadata(metadata_, endpoint.metadata);
}

bool Host::TakeOver(const Endpoint& endpoint) const {
  const uint32_t old_flags = flags();
  const uint32_t new_flags = (old_flags & ~health_flag::kFromEds) | FlagsOf(endpoint.health);
  const bool changed =
      weight() != endpoint.weight || priority() != endpoint.priority || new_flags != old_flags;
  weight_.store(endpoint.weight, std::memory_order_relaxed);
  priority_.store(endpoint.priority, std::memory_order_relaxed);
  ClearFlags(health_flag::kFromEds);
  SetFlags(FlagsOf(endpoint.health));
  return changed;
}

}  // namespace nuncio::upstream

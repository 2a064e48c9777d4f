#ifndef NUNCIO_SOURCE_UPSTREAM_HOST_H_
#define NUNCIO_SOURCE_UPSTREAM_HOST_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "source/network/address.h"
#include "source/record/metadata.h"

namespace nuncio::upstream {

// Where a host stands, for locality-aware balancing, logs and load reports.
struct Locality {
  std::string region;
  std::string zone;
  std::string sub_zone;

  bool operator==(const Locality&) const = default;
};

// What the control plane says about an endpoint's health.
enum class EndpointHealth : uint8_t {
  kUnknown,
  kHealthy,
  kUnhealthy,
  kDraining,
  kTimeout,
  kDegraded
};

// An endpoint as configuration gives it. A plain value.
struct Endpoint {
  network::Address address;
  std::string hostname;                      // for host rewrites and server names; may be empty
  std::shared_ptr<const Locality> locality;  // null: none
  uint32_t weight = 1;                       // 1 to 128 or more; relative to the cluster's others
  uint32_t priority = 0;                     // 0 is used first
  EndpointHealth health = EndpointHealth::kUnknown;
  std::shared_ptr<const record::Metadata> metadata;  // null: none
};

enum class Health : uint8_t { kHealthy, kDegraded, kUnhealthy };

// Why a host is not (wholly) healthy; bits of one word.
namespace health_flag {
constexpr uint32_t kFailedActiveCheck = 1u << 0;
constexpr uint32_t kFailedOutlierCheck = 1u << 1;
constexpr uint32_t kFailedEds = 1u << 2;  // UNHEALTHY or TIMEOUT by the control plane
constexpr uint32_t kDegradedActive = 1u << 3;
constexpr uint32_t kDegradedEds = 1u << 4;
constexpr uint32_t kPendingRemoval = 1u << 5;  // left the configuration, kept by its health check
constexpr uint32_t kPendingActiveCheck = 1u << 6;
constexpr uint32_t kExcludedByImmediateFailure = 1u << 7;
constexpr uint32_t kActiveCheckTimeout = 1u << 8;
constexpr uint32_t kDrainingEds = 1u << 9;

constexpr uint32_t kUnhealthy =
    kFailedActiveCheck | kFailedOutlierCheck | kFailedEds | kDrainingEds;
constexpr uint32_t kDegraded = kDegradedActive | kDegradedEds;
constexpr uint32_t kFromEds = kFailedEds | kDegradedEds | kDrainingEds;
}  // namespace health_flag

// What happened on one host, on all workers. Relaxed atomics: each is exact, together they are not
// a snapshot.
struct alignas(64) HostCounters {
  std::atomic<uint64_t> cx_total{0};
  std::atomic<uint64_t> cx_active{0};
  std::atomic<uint64_t> cx_connect_fail{0};
  std::atomic<uint64_t> rq_total{0};
  std::atomic<uint64_t> rq_active{0};
  std::atomic<uint64_t> rq_success{0};  // the router's judgement, as are the next two
  std::atomic<uint64_t> rq_error{0};
  std::atomic<uint64_t> rq_timeout{0};
};

// One server behind a cluster.
//
// Owner: shared by the cluster's generations (HostRef) and, on workers, by HostPins; an update that
// leaves address, hostname, locality and metadata as they are keeps the host, with its counters and
// health. Thread: everything here may be called on any thread; weight and priority are set on main.
class Host {
 public:
  explicit Host(const Endpoint& endpoint);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  const network::Address& address() const { return address_; }
  // "10.0.0.1:80"; made once.
  const std::string& address_text() const { return address_text_; }
  const std::string& hostname() const { return hostname_; }
  const std::shared_ptr<const Locality>& locality() const { return locality_; }
  const std::shared_ptr<const record::Metadata>& metadata() const { return metadata_; }
  uint32_t weight() const { return weight_.load(std::memory_order_relaxed); }
  uint32_t priority() const { return priority_.load(std::memory_order_relaxed); }

  // health_flag bits. Whoever changes them tells the cluster set (ClusterSet::HealthChanged).
  uint32_t flags() const { return flags_.load(std::memory_order_relaxed); }
  void SetFlags(uint32_t bits) const { flags_.fetch_or(bits, std::memory_order_relaxed); }
  void ClearFlags(uint32_t bits) const { flags_.fetch_and(~bits, std::memory_order_relaxed); }
  Health health() const;

  // Made at the first call: most hosts of a large cluster are never picked.
  HostCounters& counters() const;
  // Null while nobody asked for them.
  const HostCounters* counters_if_used() const { return counters_.load(std::memory_order_acquire); }

  // Whether `endpoint` is this host with perhaps another weight, priority or health.
  bool IsSame(const Endpoint& endpoint) const;
  // Takes these over; main only. True if one of them changed.
  bool TakeOver(const Endpoint& endpoint) const;

 private:
  const network::Address address_;
  const std::string address_text_;
  const std::string hostname_;
  const std::shared_ptr<const Locality> locality_;
  const std::shared_ptr<const record::Metadata> metadata_;
  mutable std::atomic<uint32_t> weight_;
  mutable std::atomic<uint32_t> priority_;
  mutable std::atomic<uint32_t> flags_{0};
  mutable std::atomic<HostCounters*> counters_{nullptr};  // owned
};

using HostRef = std::shared_ptr<const Host>;

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_HOST_H_

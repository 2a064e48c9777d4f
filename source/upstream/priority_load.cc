#include "source/upstream/priority_load.h"

#include <algorithm>

namespace nuncio::upstream {
namespace {

constexpr uint32_t kWhole = 100;

// Hosts that the share of healthy ones is judged by.
uint32_t Judged(const PriorityCounts& counts) {
  return counts.total > counts.excluded ? counts.total - counts.excluded : 0;
}

// How much of its own load a priority can bear with `able` of its hosts, in percent.
uint32_t Ability(const PriorityCounts& counts, uint32_t able, uint32_t overprovisioning) {
  const uint32_t judged = Judged(counts);
  if (judged == 0) return 0;
  return static_cast<uint32_t>(
      std::min<uint64_t>(kWhole, uint64_t{overprovisioning} * able / judged));
}

bool BelowThreshold(const PriorityCounts& counts, double panic_threshold) {
  const uint32_t judged = Judged(counts);
  const double share = judged == 0 ? 0 : 100.0 * (counts.healthy + counts.degraded) / judged;
  return share < panic_threshold;
}

}  // namespace

PriorityLoad::PriorityLoad(absl::Span<const PriorityCounts> priorities, uint32_t overprovisioning,
                           double panic_threshold)
    : parts_(priorities.size()) {
  ShareByHealth(priorities, overprovisioning, panic_threshold);
  const bool all_in_panic =
      std::all_of(parts_.begin(), parts_.end(), [](const Part& part) { return part.panic; });
  if (all_in_panic) ShareBySize(priorities);
  uniform_ = parts_.size() == 1 && (parts_[0].healthy == 0 || parts_[0].degraded == 0);
}

void PriorityLoad::ShareByHealth(absl::Span<const PriorityCounts> priorities,
                                 uint32_t overprovisioning, double panic_threshold) {
  std::vector<Part> ability(priorities.size());
  uint32_t sum = 0;
  for (size_t i = 0; i < priorities.size(); ++i) {
    ability[i].healthy = Ability(priorities[i], priorities[i].healthy, overprovisioning);
    ability[i].degraded = Ability(priorities[i], priorities[i].degraded, overprovisioning);
    sum += ability[i].healthy + ability[i].degraded;
  }
  const uint32_t able = std::min(sum, kWhole);
  if (able < kWhole) {
    for (size_t i = 0; i < priorities.size(); ++i) {
      parts_[i].panic = BelowThreshold(priorities[i], panic_threshold);
    }
  }
  if (able == 0) return;

  // Where all together cannot bear everything, each takes more than it can, in proportion.
  uint32_t left = kWhole;
  const auto give = [&](uint32_t can) {
    const uint32_t given = std::min(left, can * kWhole / able);
    left -= given;
    return given;
  };
  for (size_t i = 0; i < parts_.size(); ++i) parts_[i].healthy = give(ability[i].healthy);
  for (size_t i = 0; i < parts_.size(); ++i) parts_[i].degraded = give(ability[i].degraded);
  // What rounding left over.
  for (size_t i = 0; i < parts_.size() && left != 0; ++i) {
    if (parts_[i].healthy != 0) {
      parts_[i].healthy += left;
      left = 0;
    }
  }
  for (size_t i = 0; i < parts_.size() && left != 0; ++i) {
    if (parts_[i].degraded != 0) {
      parts_[i].degraded += left;
      left = 0;
    }
  }
}

void PriorityLoad::ShareBySize(absl::Span<const PriorityCounts> priorities) {
  uint64_t hosts = 0;
  for (const PriorityCounts& counts : priorities) hosts += counts.total;
  if (hosts == 0) return;
  uint32_t left = kWhole;
  size_t last = 0;
  for (size_t i = 0; i < parts_.size(); ++i) {
    parts_[i].degraded = 0;
    parts_[i].healthy = static_cast<uint32_t>(priorities[i].total * uint64_t{kWhole} / hosts);
    left -= parts_[i].healthy;
    if (priorities[i].total != 0) last = i;
  }
  parts_[last].healthy += left;
}

PriorityLoad::Choice PriorityLoad::Choose(uint32_t point) const {
  const auto choice = [this](size_t i, HostSelection hosts) {
    return Choice{static_cast<uint32_t>(i), parts_[i].panic ? HostSelection::kAll : hosts,
                  parts_[i].panic};
  };
  uint32_t sum = 0;
  for (size_t i = 0; i < parts_.size(); ++i) {
    sum += parts_[i].healthy;
    if (point < sum) return choice(i, HostSelection::kHealthy);
  }
  for (size_t i = 0; i < parts_.size(); ++i) {
    sum += parts_[i].degraded;
    if (point < sum) return choice(i, HostSelection::kDegraded);
  }
  return choice(0, HostSelection::kHealthy);
}

}  // namespace nuncio::upstream

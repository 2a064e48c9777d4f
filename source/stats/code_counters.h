#ifndef NUNCIO_SOURCE_STATS_CODE_COUNTERS_H_
#define NUNCIO_SOURCE_STATS_CODE_COUNTERS_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "source/stats/group.h"
#include "source/stats/slots.h"

namespace nuncio::stats {

// Counts responses by status: `<prefix>upstream_rq_completed`, `..._2xx`, `..._200`. The counters
// come to exist with the first response of each kind.
//
// Owner: a worker's part of a cluster or virtual cluster. Thread: that worker. After the first
// response with a status, counting it takes no lock and no allocation.
class CodeCounters {
 public:
  // `prefix` goes before "upstream_rq_": "", "external.", "internal.", "canary.".
  CodeCounters(GroupRef group, absl::string_view prefix);

  // A status outside [100, 600) is counted as completed only.
  void Count(Slots& slots, uint32_t status);

 private:
  static constexpr uint32_t kLowest = 100;
  static constexpr uint32_t kEnd = 600;

  const GroupRef group_;
  const std::string prefix_;  // with "upstream_rq_"
  Counter completed_;
  std::array<Counter, 5> classes_;
  std::array<Counter, kEnd - kLowest> codes_;
};

}  // namespace nuncio::stats

#endif  // NUNCIO_SOURCE_STATS_CODE_COUNTERS_H_

#ifndef NUNCIO_SOURCE_STATS_STORE_H_
#define NUNCIO_SOURCE_STATS_STORE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "source/stats/group.h"
#include "source/stats/histogram.h"
#include "source/stats/metric.h"
#include "source/stats/slots.h"

namespace nuncio::stats {

// One metric as a reader sees it. The views live as long as the call that showed it.
struct MetricView {
  const Group& group;
  absl::string_view name;  // what follows the group's name; the group's name may be empty
  MetricKind kind;
  uint32_t id;

  std::string DottedName() const;
};

struct HistogramState {
  HistogramCounts interval;    // between the last two flushes
  HistogramCounts cumulative;  // up to the last flush
};

// All metrics of the process.
//
// Owner: the server; it outlives all groups and every thread that writes. Thread: Instantiate and
// the readers may be called on any thread; Flush, ResetCounters and SetText on main.
class Store {
 public:
  // One set of slots for each thread that writes: 0 is main, then the workers, then whoever else.
  explicit Store(size_t threads);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  Slots& slots(size_t thread) { return *slots_[thread]; }
  size_t threads() const { return slots_.size(); }

  // The group of that spec and these values, one value for each label of the spec; the same one as
  // long as anybody holds it. ':' in a value becomes '_' in names.
  GroupRef Instantiate(const GroupSpec& spec, absl::Span<const absl::string_view> label_values);
  GroupRef Instantiate(const GroupSpec& spec) {
    return Instantiate(spec, absl::Span<const absl::string_view>());
  }
  GroupRef Instantiate(const GroupSpec& spec, absl::string_view label_value) {
    return Instantiate(spec, absl::MakeConstSpan(&label_value, 1));
  }

  // Metrics by their whole dotted name that live as long as the store. Take a lock.
  Counter FindOrAddCounter(absl::string_view dotted_name);
  Gauge FindOrAddGauge(absl::string_view dotted_name);
  Histogram FindOrAddHistogram(absl::string_view dotted_name);

  // Main's part of a gauge that only main writes.
  void Set(Gauge gauge, uint64_t value) { slots_[0]->Set(gauge, value); }
  void SetText(Text text, absl::string_view value);

  // The sum over all threads, as far as each had written when it was read.
  uint64_t Value(Counter counter) const;
  uint64_t Value(Gauge gauge) const;
  std::string Value(Text text) const;
  HistogramState Value(Histogram histogram) const;
  // Whether it was ever written, be it with zero.
  bool Used(MetricKind kind, uint32_t id) const;
  // By whole dotted name; slow, for tests and people.
  std::optional<uint64_t> Find(absl::string_view dotted_name) const;

  // Shows every metric that exists, in no order. The visitor must not call the store's Instantiate
  // or let go of a group.
  void ForEach(const std::function<void(const MetricView&)>& visitor) const;

  // Ends an interval of all histograms.
  void Flush();
  // Counters read 0 from now on; they stay used.
  void ResetCounters();

 private:
  friend class Group;

  // Ids of one kind of cell: runs of ids, reused when their group is gone.
  class IdSpace {
   public:
    explicit IdSpace(uint32_t limit) : limit_(limit) {}
    uint32_t Take(uint32_t count);
    void Return(uint32_t first, uint32_t count);

   private:
    const uint32_t limit_;
    uint32_t next_ = 1;
    std::map<uint32_t, std::vector<uint32_t>> free_;  // by length: first ids
  };

  uint32_t TakeId(MetricKind kind, uint32_t count);
  void Release(const Group& group);
  void ReleaseId(MetricKind kind, uint32_t id);
  uint64_t Sum(uint32_t id) const;
  HistogramCounts Merge(uint32_t id) const;

  std::vector<std::unique_ptr<Slots>> slots_;  // constant after construction

  mutable std::mutex mutex_;
  // Guarded by mutex_ from here on. An entry whose group is going away stays until its destructor
  // has run, or a new group takes its place.
  std::map<std::pair<const GroupSpec*, std::string>, std::weak_ptr<const Group>> groups_;
  IdSpace number_ids_;
  IdSpace histogram_ids_;
  absl::flat_hash_map<uint32_t, uint64_t> counter_bases_;  // subtracted from counters since a reset
  absl::flat_hash_map<uint32_t, HistogramState> histograms_;  // since the last flush
  absl::flat_hash_map<uint32_t, std::string> texts_;

  GroupRef loose_;  // metrics of no group
};

}  // namespace nuncio::stats

#endif  // NUNCIO_SOURCE_STATS_STORE_H_

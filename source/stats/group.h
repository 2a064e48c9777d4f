#ifndef NUNCIO_SOURCE_STATS_GROUP_H_
#define NUNCIO_SOURCE_STATS_GROUP_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "source/stats/metric.h"

namespace nuncio::stats {

class Store;

// The metrics of one object with a name: the declared ones, and others that turn up by name while
// it lives (a counter for each response code).
//
// Owner: shared by everyone who writes the metrics; holding a GroupRef is what keeps them. When the
// last one is gone, on any thread, the metrics disappear and their ids are reused. The store must
// outlive all groups. Thread: every method may be called on any thread.
class Group : public std::enable_shared_from_this<Group> {
 public:
  // Made by Store::Instantiate.
  ~Group();
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;

  // The declared metric at `index` in GroupSpec::metrics, which must be of that kind.
  Counter counter(size_t index) const { return Counter{ids_[index]}; }
  Gauge gauge(size_t index) const { return Gauge{ids_[index]}; }
  Histogram histogram(size_t index) const { return Histogram{ids_[index]}; }
  Text text(size_t index) const { return Text{ids_[index]}; }

  // Metrics that are made when first asked for and then live as long as the group. The name is what
  // follows the group's name and a dot. Takes a lock: keep the handle. A name that already stands
  // for another kind gives a metric that nobody sees.
  Counter FindOrAddCounter(absl::string_view name) const;
  Gauge FindOrAddGauge(absl::string_view name) const;
  Histogram FindOrAddHistogram(absl::string_view name) const;
  Text FindOrAddText(absl::string_view name) const;

  // "cluster.a": dotted, with the labels' values.
  const std::string& name() const { return name_; }
  const GroupSpec& spec() const { return spec_; }
  // In the order of the braces in the name of the spec.
  absl::Span<const std::string> label_values() const { return label_values_; }

 private:
  friend class Store;

  struct Added {
    MetricKind kind;
    uint32_t id;
  };
  // Stands in the key of a metric that nobody sees.
  static constexpr char kHiddenMark = '\x01';

  Group(Store& store, const GroupSpec& spec, std::string name,
        std::vector<std::string> label_values);
  uint32_t FindOrAdd(absl::string_view name, MetricKind kind) const;

  Store& store_;
  const GroupSpec& spec_;
  const std::string name_;
  const std::vector<std::string> label_values_;
  std::vector<uint32_t> ids_;  // constant after construction; parallel to spec_.metrics

  mutable std::mutex mutex_;
  mutable std::map<std::string, Added> added_;  // guarded by mutex_
};

using GroupRef = std::shared_ptr<const Group>;

}  // namespace nuncio::stats

#endif  // NUNCIO_SOURCE_STATS_GROUP_H_

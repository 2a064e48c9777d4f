#include "source/stats/store.h"

#include <algorithm>
#include <cassert>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace nuncio::stats {
namespace {

constexpr GroupSpec kLooseSpec = {};

// "cluster.{envoy_cluster_name}" with the value in the place of the braces.
std::string FillIn(absl::string_view pattern, absl::Span<const std::string> values) {
  std::string name;
  size_t next = 0;
  while (true) {
    const size_t open = pattern.find('{');
    if (open == absl::string_view::npos) break;
    const size_t close = pattern.find('}', open);
    assert(close != absl::string_view::npos && next < values.size());
    absl::StrAppend(&name, pattern.substr(0, open), values[next++]);
    pattern.remove_prefix(close + 1);
  }
  assert(next == values.size());
  absl::StrAppend(&name, pattern);
  return name;
}

bool IsHistogram(MetricKind kind) { return kind == MetricKind::kHistogram; }

}  // namespace

std::string MetricView::DottedName() const {
  return group.name().empty() ? std::string(name) : absl::StrCat(group.name(), ".", name);
}

uint32_t Store::IdSpace::Take(uint32_t count) {
  const auto found = free_.find(count);
  if (found != free_.end() && !found->second.empty()) {
    const uint32_t first = found->second.back();
    found->second.pop_back();
    return first;
  }
  if (count > limit_ - next_) {
    std::fprintf(stderr, "more than %u metrics exist at once\n", limit_);
    std::abort();
  }
  const uint32_t first = next_;
  next_ += count;
  return first;
}

void Store::IdSpace::Return(uint32_t first, uint32_t count) { free_[count].push_back(first); }

Store::Store(size_t threads)
    : number_ids_(CellTable<uint64_t>::kMaxId), histogram_ids_(CellTable<HistogramCells*>::kMaxId) {
  for (size_t i = 0; i < threads; ++i) slots_.push_back(std::make_unique<Slots>());
  loose_ = GroupRef(new Group(*this, kLooseSpec, "", {}));
}

Store::~Store() {
  loose_.reset();
  assert(groups_.empty() && "a group outlives its store");
}

GroupRef Store::Instantiate(const GroupSpec& spec,
                            absl::Span<const absl::string_view> label_values) {
  std::vector<std::string> values;
  values.reserve(label_values.size());
  for (absl::string_view value : label_values) {
    values.push_back(absl::StrReplaceAll(value, {{":", "_"}}));
  }
  std::string name = FillIn(spec.name, values);

  const std::lock_guard lock(mutex_);
  std::weak_ptr<const Group>& entry = groups_[{&spec, name}];
  if (GroupRef existing = entry.lock()) return existing;
  std::shared_ptr<Group> group(new Group(*this, spec, std::move(name), std::move(values)));
  const auto histograms = static_cast<uint32_t>(std::count_if(
      spec.metrics.begin(), spec.metrics.end(), [](const auto& m) { return IsHistogram(m.kind); }));
  const uint32_t numbers = static_cast<uint32_t>(spec.metrics.size()) - histograms;
  uint32_t next_number = numbers == 0 ? 0 : number_ids_.Take(numbers);
  uint32_t next_histogram = histograms == 0 ? 0 : histogram_ids_.Take(histograms);
  group->ids_.reserve(spec.metrics.size());
  for (const MetricSpec& metric : spec.metrics) {
    group->ids_.push_back(IsHistogram(metric.kind) ? next_histogram++ : next_number++);
  }
  entry = group;
  return group;
}

Counter Store::FindOrAddCounter(absl::string_view name) { return loose_->FindOrAddCounter(name); }
Gauge Store::FindOrAddGauge(absl::string_view name) { return loose_->FindOrAddGauge(name); }
Histogram Store::FindOrAddHistogram(absl::string_view name) {
  return loose_->FindOrAddHistogram(name);
}

void Store::SetText(Text text, absl::string_view value) {
  const std::lock_guard lock(mutex_);
  texts_[text.id] = std::string(value);
}

uint32_t Store::TakeId(MetricKind kind, uint32_t count) {
  const std::lock_guard lock(mutex_);
  return (IsHistogram(kind) ? histogram_ids_ : number_ids_).Take(count);
}

// Clears what every thread has written there, so that the next user of the id begins at nothing.
// No thread writes any more: whoever does holds the group.
void Store::ReleaseId(MetricKind kind, uint32_t id) {
  for (const auto& slots : slots_) {
    if (IsHistogram(kind)) {
      if (auto* cell = slots->histograms_.Peek(id)) delete cell->exchange(nullptr);
    } else if (auto* cell = slots->numbers_.Peek(id)) {
      cell->store(0, std::memory_order_relaxed);
    }
  }
  if (IsHistogram(kind)) {
    histograms_.erase(id);
  } else {
    counter_bases_.erase(id);
    texts_.erase(id);
  }
}

void Store::Release(const Group& group) {
  const std::lock_guard lock(mutex_);
  uint32_t first_number = 0, numbers = 0, first_histogram = 0, histograms = 0;
  for (size_t i = 0; i < group.ids_.size(); ++i) {
    const bool histogram = IsHistogram(group.spec_.metrics[i].kind);
    uint32_t& count = histogram ? histograms : numbers;
    if (count++ == 0) (histogram ? first_histogram : first_number) = group.ids_[i];
    ReleaseId(group.spec_.metrics[i].kind, group.ids_[i]);
  }
  if (numbers != 0) number_ids_.Return(first_number, numbers);
  if (histograms != 0) histogram_ids_.Return(first_histogram, histograms);
  for (const auto& [name, added] : group.added_) {
    ReleaseId(added.kind, added.id);
    (IsHistogram(added.kind) ? histogram_ids_ : number_ids_).Return(added.id, 1);
  }
  const auto entry = groups_.find({&group.spec_, group.name_});
  if (entry != groups_.end() && entry->second.expired()) groups_.erase(entry);
}

uint64_t Store::Sum(uint32_t id) const {
  uint64_t sum = 0;
  for (const auto& slots : slots_) {
    const auto* cell = slots->numbers_.Peek(id);
    if (cell != nullptr) sum += Slots::ValueOf(cell->load(std::memory_order_relaxed));
  }
  return sum;
}

uint64_t Store::Value(Counter counter) const {
  const std::lock_guard lock(mutex_);
  const auto base = counter_bases_.find(counter.id);
  return Sum(counter.id) - (base == counter_bases_.end() ? 0 : base->second);
}

uint64_t Store::Value(Gauge gauge) const { return Sum(gauge.id); }

std::string Store::Value(Text text) const {
  const std::lock_guard lock(mutex_);
  const auto found = texts_.find(text.id);
  return found == texts_.end() ? std::string() : found->second;
}

HistogramState Store::Value(Histogram histogram) const {
  const std::lock_guard lock(mutex_);
  const auto found = histograms_.find(histogram.id);
  return found == histograms_.end() ? HistogramState() : found->second;
}

bool Store::Used(MetricKind kind, uint32_t id) const {
  const std::lock_guard lock(mutex_);
  if (kind == MetricKind::kText) return texts_.contains(id);
  for (const auto& slots : slots_) {
    if (IsHistogram(kind)) {
      const auto* cell = slots->histograms_.Peek(id);
      if (cell != nullptr && cell->load(std::memory_order_relaxed) != nullptr) return true;
    } else {
      const auto* cell = slots->numbers_.Peek(id);
      if (cell != nullptr && cell->load(std::memory_order_relaxed) != 0) return true;
    }
  }
  return false;
}

std::optional<uint64_t> Store::Find(absl::string_view dotted_name) const {
  std::optional<uint64_t> value;
  ForEach([&](const MetricView& metric) {
    if (metric.DottedName() != dotted_name) return;
    if (metric.kind == MetricKind::kCounter) value = Value(Counter{metric.id});
    if (metric.kind == MetricKind::kGauge) value = Value(Gauge{metric.id});
  });
  return value;
}

void Store::ForEach(const std::function<void(const MetricView&)>& visitor) const {
  // Held without the lock: the last reference to a group may be one of these.
  std::vector<GroupRef> groups = {loose_};
  {
    const std::lock_guard lock(mutex_);
    groups.reserve(groups_.size() + 1);
    for (const auto& [key, entry] : groups_) {
      if (GroupRef group = entry.lock()) groups.push_back(std::move(group));
    }
  }
  for (const GroupRef& group : groups) {
    const GroupSpec& spec = group->spec();
    for (size_t i = 0; i < spec.metrics.size(); ++i) {
      visitor({*group, spec.metrics[i].name, spec.metrics[i].kind, group->ids_[i]});
    }
    const std::lock_guard lock(group->mutex_);
    for (const auto& [name, added] : group->added_) {
      if (name.find(Group::kHiddenMark) != std::string::npos) continue;
      visitor({*group, name, added.kind, added.id});
    }
  }
}

HistogramCounts Store::Merge(uint32_t id) const {
  std::vector<uint64_t> dense;
  for (const auto& slots : slots_) {
    const auto* cell = slots->histograms_.Peek(id);
    if (cell == nullptr) continue;
    const HistogramCells* cells = cell->load(std::memory_order_acquire);
    if (cells == nullptr) continue;
    dense.resize(kBins);
    cells->AddTo(absl::MakeSpan(dense));
  }
  return HistogramCounts(dense);
}

void Store::Flush() {
  ForEach([this](const MetricView& metric) {
    if (!IsHistogram(metric.kind) || !Used(metric.kind, metric.id)) return;
    const std::lock_guard lock(mutex_);
    HistogramCounts now = Merge(metric.id);
    HistogramState& state = histograms_[metric.id];
    state.interval = HistogramCounts::Difference(now, state.cumulative);
    state.cumulative = std::move(now);
  });
}

void Store::ResetCounters() {
  ForEach([this](const MetricView& metric) {
    if (metric.kind != MetricKind::kCounter) return;
    const std::lock_guard lock(mutex_);
    counter_bases_[metric.id] = Sum(metric.id);
  });
}

}  // namespace nuncio::stats

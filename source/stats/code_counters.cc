#include "source/stats/code_counters.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace nuncio::stats {

CodeCounters::CodeCounters(GroupRef group, absl::string_view prefix)
    : group_(std::move(group)), prefix_(absl::StrCat(prefix, "upstream_rq_")) {}

void CodeCounters::Count(Slots& slots, uint32_t status) {
  if (completed_.id == 0) [[unlikely]] {
    completed_ = group_->FindOrAddCounter(absl::StrCat(prefix_, "completed"));
  }
  slots.Add(completed_);
  if (status < kLowest || status >= kEnd) return;
  Counter& of_class = classes_[status / 100 - 1];
  Counter& of_code = codes_[status - kLowest];
  if (of_code.id == 0) [[unlikely]] {
    of_class = group_->FindOrAddCounter(absl::StrCat(prefix_, status / 100, "xx"));
    of_code = group_->FindOrAddCounter(absl::StrCat(prefix_, status));
  }
  slots.Add(of_class);
  slots.Add(of_code);
}

}  // namespace nuncio::stats

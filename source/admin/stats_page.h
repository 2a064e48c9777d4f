#ifndef NUNCIO_SOURCE_ADMIN_STATS_PAGE_H_
#define NUNCIO_SOURCE_ADMIN_STATS_PAGE_H_

#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "source/admin/page.h"
#include "source/stats/store.h"

namespace nuncio::admin {

struct StatsPages {
  stats::Store& store;
  // Rising bounds of a histogram's buckets, by its name; empty: the defaults.
  std::function<absl::Span<const double>(absl::string_view)> bounds;
  // Called before the values are read: brings gauges that nobody keeps current up to date.
  std::function<void()> refresh;
};

// /stats, /stats/prometheus, /reset_counters.
void AddStatsPages(const StatsPages& what, PageBook& pages);

}  // namespace nuncio::admin

#endif  // NUNCIO_SOURCE_ADMIN_STATS_PAGE_H_

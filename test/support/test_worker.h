#ifndef NUNCIO_TEST_SUPPORT_TEST_WORKER_H_
#define NUNCIO_TEST_SUPPORT_TEST_WORKER_H_

#include <string>
#include <vector>

#include "source/base/arena.h"
#include "source/base/log.h"
#include "source/buffer/slice.h"
#include "source/event/loop.h"
#include "source/stats/store.h"
#include "source/worker/worker_context.h"
#include "test/support/manual_clock.h"
#include "test/support/manual_random.h"

namespace nuncio::test {

// A worker on the test's own thread, with time and chance in the test's hand.
struct TestWorker {
  ManualClock clock;
  ManualRandom random;
  std::vector<std::string> lines;  // of the log
  base::Logger log{clock, base::LogLevel::kDebug,
                   [this](absl::string_view line) { lines.emplace_back(line); }};
  stats::Store stats{2};
  buffer::SlicePool slices;
  base::ArenaPool arenas;
  event::Loop loop{clock};
  worker::WorkerContext context{0, 1, loop, slices, arenas, random, stats.slots(1), log};
};

}  // namespace nuncio::test

#endif  // NUNCIO_TEST_SUPPORT_TEST_WORKER_H_

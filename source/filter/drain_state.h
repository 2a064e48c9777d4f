#ifndef NUNCIO_SOURCE_FILTER_DRAIN_STATE_H_
#define NUNCIO_SOURCE_FILTER_DRAIN_STATE_H_

#include "source/base/clock.h"
#include "source/base/random.h"

namespace nuncio::filter {

// How the share of answers that say close grows while something drains.
enum class DrainStrategy : uint8_t {
  kGradual,    // from none to all over the drain time, so that clients do not all come back at once
  kImmediate,  // every answer from the start
};

// How the process drains, from its flags.
struct DrainOptions {
  base::Duration time = std::chrono::seconds(600);  // --drain-time-s
  DrainStrategy strategy = DrainStrategy::kGradual;
};

// Whether one thing (the process, a listener, a filter chain) drains, as one worker knows it. Its
// thread only. What it belongs to may drain on its own account: `parent`, which outlives it.
class DrainState {
 public:
  explicit DrainState(const DrainState* parent = nullptr) : parent_(parent) {}

  // The first call counts.
  void Start(base::Instant now, const DrainOptions& options) {
    if (draining_) return;
    draining_ = true;
    started_ = now;
    options_ = options;
  }
  // Takes it back (/healthcheck/ok).
  void Stop() { draining_ = false; }

  bool draining() const { return draining_ || (parent_ != nullptr && parent_->draining()); }
  // The drain time of its own has passed.
  bool Over(base::Instant now) const { return draining_ && now - started_ >= options_.time; }
  // Whether the answer that is being made should ask the client to close (`connection: close`,
  // GOAWAY). Asked once per answer.
  bool ShouldClose(base::Instant now, base::Random& random) const;

 private:
  const DrainState* const parent_;
  bool draining_ = false;
  base::Instant started_{};
  DrainOptions options_;
};

}  // namespace nuncio::filter

#endif  // NUNCIO_SOURCE_FILTER_DRAIN_STATE_H_

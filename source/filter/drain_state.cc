#include "source/filter/drain_state.h"

namespace nuncio::filter {

bool DrainState::ShouldClose(base::Instant now, base::Random& random) const {
  if (parent_ != nullptr && parent_->ShouldClose(now, random)) return true;
  if (!draining_) return false;
  const base::Duration elapsed = now - started_;
  if (options_.strategy == DrainStrategy::kImmediate || elapsed >= options_.time) return true;
  if (elapsed <= base::Duration::zero()) return false;
  return random.Below(static_cast<uint64_t>(options_.time.count())) <
         static_cast<uint64_t>(elapsed.count());
}

}  // namespace nuncio::filter

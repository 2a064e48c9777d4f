#ifndef NUNCIO_SOURCE_XDS_CLIENT_BACK_OFF_H_
#define NUNCIO_SOURCE_XDS_CLIENT_BACK_OFF_H_

#include <algorithm>
#include <cstdint>

#include "source/base/clock.h"
#include "source/base/random.h"

namespace nuncio::xds::client {

// Waits between attempts: each is random between 1 ms and a bound that doubles from `base` up to
// `max`, so that proxies that lost a control plane together do not come back together.
class BackOff {
 public:
  BackOff(base::Duration base, base::Duration max, base::Random& random)
      : base_(base), max_(std::max(base, max)), bound_(base), random_(random) {}

  base::Duration Next() {
    const auto bound = static_cast<uint64_t>(std::max<int64_t>(bound_.count(), 1));
    const base::Duration wait(static_cast<int64_t>(random_.Below(bound)) + 1);
    bound_ = bound_ > max_ / 2 ? max_ : bound_ * 2;
    return std::max(wait, kShortest);
  }

  void Reset() { bound_ = base_; }

 private:
  static constexpr base::Duration kShortest = std::chrono::milliseconds(1);

  const base::Duration base_;
  const base::Duration max_;
  base::Duration bound_;
  base::Random& random_;
};

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_BACK_OFF_H_

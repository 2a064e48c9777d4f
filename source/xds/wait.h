#ifndef NUNCIO_SOURCE_XDS_WAIT_H_
#define NUNCIO_SOURCE_XDS_WAIT_H_

#include <string>

#include "source/base/clock.h"

namespace nuncio::xds {

// Something that cannot go on yet: who waits, for what, since when. Admin lists them with their
// age.
struct Wait {
  std::string owner;   // "cluster a"
  std::string reason;  // "first EDS resource a from ADS"
  base::Instant since{};
};

}  // namespace nuncio::xds

#endif  // NUNCIO_SOURCE_XDS_WAIT_H_

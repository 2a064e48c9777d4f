#ifndef NUNCIO_SOURCE_BASE_FUNCTION_H_
#define NUNCIO_SOURCE_BASE_FUNCTION_H_

#include "absl/functional/any_invocable.h"

namespace nuncio::base {

// A callable that may own what cannot be copied. Small ones need no allocation.
template <typename Signature>
using Function = absl::AnyInvocable<Signature>;

}  // namespace nuncio::base

#endif  // NUNCIO_SOURCE_BASE_FUNCTION_H_

#ifndef NUNCIO_SOURCE_BASE_STATUS_MACROS_H_
#define NUNCIO_SOURCE_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/base/optimization.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Returns from the enclosing function with the status of `expression` when it is an error. The
// function may return absl::Status or absl::StatusOr<T>.
#define NUNCIO_RETURN_IF_ERROR(expression)                             \
  do {                                                                 \
    absl::Status nuncio_status = (expression);                         \
    if (ABSL_PREDICT_FALSE(!nuncio_status.ok())) return nuncio_status; \
  } while (false)

// Assigns the value of the StatusOr `expression` to `target`, which may be a declaration; returns
// from the enclosing function with its status when it has none. It is two statements: braces around
// it, not a bare `if`.
#define NUNCIO_ASSIGN_OR_RETURN(target, expression) \
  NUNCIO_ASSIGN_OR_RETURN_AS(NUNCIO_JOIN(nuncio_result_, __LINE__), target, expression)

#define NUNCIO_ASSIGN_OR_RETURN_AS(result, target, expression)  \
  auto result = (expression);                                   \
  if (ABSL_PREDICT_FALSE(!result.ok())) return result.status(); \
  target = *std::move(result)

#define NUNCIO_JOIN(left, right) NUNCIO_JOIN_EXPANDED(left, right)
#define NUNCIO_JOIN_EXPANDED(left, right) left##right

#endif  // NUNCIO_SOURCE_BASE_STATUS_MACROS_H_

#ifndef NUNCIO_SOURCE_ADMIN_LOG_COMPONENTS_H_
#define NUNCIO_SOURCE_ADMIN_LOG_COMPONENTS_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace nuncio::admin {

// The names that a log level can be set for, sorted: the subjects that log, and the names that
// people's command lines hold.
absl::Span<const absl::string_view> LogComponents();

}  // namespace nuncio::admin

#endif  // NUNCIO_SOURCE_ADMIN_LOG_COMPONENTS_H_

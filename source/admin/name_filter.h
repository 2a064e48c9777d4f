#ifndef NUNCIO_SOURCE_ADMIN_NAME_FILTER_H_
#define NUNCIO_SOURCE_ADMIN_NAME_FILTER_H_

#include <functional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "source/admin/page.h"

namespace nuncio::admin {

// Whether a name is shown.
using NameFilter = std::function<bool(absl::string_view)>;

// By the parameter "filter", an expression that is found anywhere in the name; with "invert_filter"
// the names in which it is not found. Null: all names. An error if the expression makes no sense.
absl::StatusOr<NameFilter> ReadNameFilter(const Query& query);

}  // namespace nuncio::admin

#endif  // NUNCIO_SOURCE_ADMIN_NAME_FILTER_H_

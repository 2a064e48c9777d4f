#ifndef NUNCIO_SOURCE_SCHEMA_JSON_READER_H_
#define NUNCIO_SOURCE_SCHEMA_JSON_READER_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "source/schema/node.h"
#include "source/schema/reader_limits.h"

namespace nuncio::schema {

// Reads one JSON value (RFC 8259) into `root`. Accepted beyond the standard, because files that
// people have rely on it: single quotes, keys without quotes, a comma before a closing bracket, and
// raw control characters in strings. Comments, a second value and text that is not UTF-8 are
// refused.
std::optional<ReadError> ReadJson(absl::string_view text, const ReaderLimits& limits, Node& root);

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_JSON_READER_H_

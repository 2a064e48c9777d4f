#ifndef NUNCIO_SOURCE_SCHEMA_YAML_READER_H_
#define NUNCIO_SOURCE_SCHEMA_YAML_READER_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "source/schema/node.h"
#include "source/schema/reader_limits.h"

namespace nuncio::schema {

// Reads the first document of a YAML text into `root`; `more` is where another one begins, which is
// not read, and stays as it is where there is none. Plain scalars are
// those of YAML 1.1 as users of xDS proxies know them: y, n, yes, no, on, off, true and false are
// booleans, whole numbers of 32 bits (also 0x10 and 010) are numbers, all else is text, which the
// converter reads as a number where a field wants one. Aliases are expanded; merge keys (<<) and
// keys that are not scalars are refused. A member whose key has the tag !ignore is dropped: a place
// for anchors.
std::optional<ReadError> ReadYaml(absl::string_view text, const ReaderLimits& limits, Node& root,
                                  Place& more);

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_YAML_READER_H_

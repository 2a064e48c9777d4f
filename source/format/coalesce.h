#ifndef NUNCIO_SOURCE_FORMAT_COALESCE_H_
#define NUNCIO_SOURCE_FORMAT_COALESCE_H_

#include "absl/status/statusor.h"
#include "source/format/operator.h"

namespace nuncio::format {

// %COALESCE({"operators": [...]})%: the first of several operators that has a value. Each is a
// name, or {"command": name, "param": text, "max_length": number}.
absl::StatusOr<Operator> MakeCoalesce(const Command& command, const FormatOptions& options);

}  // namespace nuncio::format

#endif  // NUNCIO_SOURCE_FORMAT_COALESCE_H_

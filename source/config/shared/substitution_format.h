#ifndef NUNCIO_SOURCE_CONFIG_SHARED_SUBSTITUTION_FORMAT_H_
#define NUNCIO_SOURCE_CONFIG_SHARED_SUBSTITUTION_FORMAT_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "envoy/config/core/v3/substitution_format_string.pb.h"
#include "source/config/shared/scope.h"
#include "source/format/formatter.h"

namespace nuncio::config {

// A body or a log line with command operators.
std::optional<format::BodyFormat> ParseSubstitutionFormat(
    const envoy::config::core::v3::SubstitutionFormatString& format, Scope& scope);

// A plain text with operators, such as the value of a header. Nothing is written for what is
// absent in a header's value.
std::optional<format::Formatter> ParseFormatter(absl::string_view text, Scope& scope,
                                                bool omit_empty_values = false);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SHARED_SUBSTITUTION_FORMAT_H_

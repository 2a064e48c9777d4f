#ifndef NUNCIO_SOURCE_SCHEMA_HEADER_SYNTAX_H_
#define NUNCIO_SOURCE_SCHEMA_HEADER_SYNTAX_H_

#include "absl/strings/string_view.h"

// The syntax of HTTP header names and values, for the rule well_known_regex, and
// of what gRPC makes of them.
namespace nuncio::schema {

// A token (RFC 9110, 5.6.2), or a colon and a token: pseudo-headers may be named in configuration.
bool IsHeaderName(absl::string_view text);

// Visible characters, spaces, tabs and bytes above 0x7F (RFC 9110, 5.5).
bool IsHeaderValue(absl::string_view text);

// Free of NUL, CR and LF: what `strict: false` asks of either.
bool IsFreeOfLineBreaks(absl::string_view text);

// A name of gRPC's metadata: lower-case letters, digits, '-', '_' and '.'.
bool IsGrpcMetadataKey(absl::string_view text);

// 0x20 to 0x7E: the value of metadata that is text.
bool IsPrintableAscii(absl::string_view text);

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_HEADER_SYNTAX_H_

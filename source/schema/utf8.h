#ifndef NUNCIO_SOURCE_SCHEMA_UTF8_H_
#define NUNCIO_SOURCE_SCHEMA_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace nuncio::schema {

// The size in bytes of the well-formed UTF-8 character at the front of `text` (RFC 3629: shortest
// form, no surrogates, at most U+10FFFF); 0 where there is none.
size_t Utf8CharacterSize(absl::string_view text);

bool IsValidUtf8(absl::string_view text);

// Code points in well-formed text.
size_t CountUtf8Characters(absl::string_view text);

// The text with control characters, quotes and backslashes as C escapes, and each byte that is not
// UTF-8 as \xHH: what comes out is printable UTF-8, fit for a log line and for a gRPC status.
std::string EscapeText(absl::string_view text);

// `code_point` must be a scalar value.
void AppendUtf8(uint32_t code_point, std::string& text);

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_UTF8_H_

#include "source/schema/header_syntax.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace nuncio::schema {
namespace {

bool IsTokenCharacter(char c) {
  return absl::ascii_isalnum(c) || (c != '\0' && absl::StrContains("!#$%&'*+-.^_`|~", c));
}

}  // namespace

bool IsHeaderName(absl::string_view text) {
  if (absl::StartsWith(text, ":")) text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), IsTokenCharacter);
}

bool IsHeaderValue(absl::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  });
}

bool IsFreeOfLineBreaks(absl::string_view text) {
  constexpr absl::string_view kBarred("\0\r\n", 3);
  return text.find_first_of(kBarred) == absl::string_view::npos;
}

bool IsGrpcMetadataKey(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-' || c == '_' || c == '.';
  });
}

bool IsPrintableAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), absl::ascii_isprint);
}

}  // namespace nuncio::schema

#include "source/http/authority.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace nuncio::http {
namespace {

// Kinds of bytes (RFC 3986, 2.2 and 3.2), one bit each.
enum : uint8_t { kHost = 1, kUser = 2, kAny = 4 };

constexpr bool IsOneOf(char c, absl::string_view set) {
  for (const char one : set) {
    if (one == c) return true;
  }
  return false;
}

constexpr std::array<uint8_t, 256> MakeTable() {
  std::array<uint8_t, 256> table{};
  for (int i = 1; i < 128; ++i) {
    const char c = static_cast<char>(i);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    uint8_t kinds = 0;
    if (letter || IsOneOf(c, "-._~%!$&'()*+;=")) kinds |= kHost;
    if (letter || IsOneOf(c, "-._~%!$&'()*+,;=:")) kinds |= kUser;
    if (letter || IsOneOf(c, "-._~%!$&'()*+,;=:@[]")) kinds |= kAny;
    table[static_cast<size_t>(i)] = kinds;
  }
  return table;
}

constexpr std::array<uint8_t, 256> kKinds = MakeTable();

bool AllAre(uint8_t kind, absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [kind](char c) { return (kKinds[static_cast<uint8_t>(c)] & kind) != 0; });
}

bool IsAddressByte(char c) {
  return absl::ascii_isxdigit(static_cast<unsigned char>(c)) || c == ':' || c == '.';
}

}  // namespace

bool ParseAuthority(absl::string_view text, Authority& parts) {
  size_t end = text.find(':');
  const bool bracketed = !text.empty() && text.front() == '[';
  if (bracketed) {
    end = text.find(']');
    if (end == absl::string_view::npos || end == 1) return false;
    if (!std::all_of(text.begin() + 1, text.begin() + end, IsAddressByte)) return false;
    ++end;
    if (end < text.size() && text[end] != ':') return false;
  }
  parts.host = text.substr(0, end);
  parts.has_port = end < text.size();
  parts.port = parts.has_port ? text.substr(end + 1) : absl::string_view();
  return bracketed || (!parts.host.empty() && AllAre(kHost, parts.host));
}

bool IsPort(absl::string_view text) {
  int port = 0;
  const auto is_digit = [](unsigned char c) { return absl::ascii_isdigit(c); };
  return !text.empty() && text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit) &&
         absl::SimpleAtoi(text, &port) && port > 0 && port <= 65535;
}

bool IsAuthorityText(absl::string_view text) { return AllAre(kAny, text); }

bool IsUserText(absl::string_view text) { return AllAre(kUser, text); }

}  // namespace nuncio::http

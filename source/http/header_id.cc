#include "source/http/header_id.h"

#include <array>

namespace nuncio::http {
namespace {

constexpr absl::string_view kTexts[] = {absl::string_view(),
#define NUNCIO_HTTP_TEXT(id, text) absl::string_view(text, sizeof(text) - 1),
                                        NUNCIO_HTTP_WELL_KNOWN_HEADERS(NUNCIO_HTTP_TEXT)
#undef NUNCIO_HTTP_TEXT
};
static_assert(kHeaderIds <= 256, "an id is one byte");

// An open table, made by the compiler. Four bytes and the length tell nearly all names apart.
constexpr size_t kSlots = 512;

constexpr size_t SlotOf(absl::string_view name) {
  const auto at = [name](size_t i) { return static_cast<size_t>(static_cast<uint8_t>(name[i])); };
  const size_t size = name.size();
  const size_t mix = size * 0x9e3779b1u + at(0) * 0x85ebca6bu + at(size / 2) * 0xc2b2ae35u +
                     at(size - 1) * 0x27d4eb2fu + at(2 * size / 3) * 0x165667b1u;
  return (mix >> 13) % kSlots;
}

constexpr std::array<uint8_t, kSlots> MakeTable() {
  std::array<uint8_t, kSlots> table{};
  for (size_t id = 1; id < kHeaderIds; ++id) {
    size_t slot = SlotOf(kTexts[id]);
    while (table[slot] != 0) slot = (slot + 1) % kSlots;
    table[slot] = static_cast<uint8_t>(id);
  }
  return table;
}
constexpr std::array<uint8_t, kSlots> kTable = MakeTable();

}  // namespace

absl::string_view HeaderText(HeaderId id) { return kTexts[static_cast<size_t>(id)]; }

HeaderId FindHeaderId(absl::string_view lower_case_name) {
  if (lower_case_name.empty()) return HeaderId::kOther;
  for (size_t slot = SlotOf(lower_case_name); kTable[slot] != 0; slot = (slot + 1) % kSlots) {
    if (kTexts[kTable[slot]] == lower_case_name) return static_cast<HeaderId>(kTable[slot]);
  }
  return HeaderId::kOther;
}

bool JoinsWhenRepeated(HeaderId id) {
  switch (id) {
    case HeaderId::kOther:
    case HeaderId::kAcceptLanguage:
    case HeaderId::kAllow:
    case HeaderId::kContentDisposition:
    case HeaderId::kContentLanguage:
    case HeaderId::kContentLength:
    case HeaderId::kContentRange:
    case HeaderId::kCookie:
    case HeaderId::kHost:
    case HeaderId::kPragma:
    case HeaderId::kProxyAuthenticate:
    case HeaderId::kProxyAuthorization:
    case HeaderId::kRange:
    case HeaderId::kRetryAfter:
    case HeaderId::kSetCookie:
    case HeaderId::kTraceparent:
    case HeaderId::kTracestate:
    case HeaderId::kTrailer:
    case HeaderId::kWwwAuthenticate:
    case HeaderId::kXEnvoyPeerMetadata:
      return false;
    default:
      return true;
  }
}

}  // namespace nuncio::http

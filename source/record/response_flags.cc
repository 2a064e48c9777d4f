#include "source/record/response_flags.h"

namespace nuncio::record {
namespace {

struct Texts {
  absl::string_view short_name;
  absl::string_view long_name;
};

constexpr Texts kTexts[] = {
#define NUNCIO_RECORD_TEXTS(id, short_name, long_name) {short_name, long_name},
    NUNCIO_RECORD_RESPONSE_FLAGS(NUNCIO_RECORD_TEXTS)
#undef NUNCIO_RECORD_TEXTS
};

void AppendNames(const ResponseFlags& flags, absl::string_view Texts::* name, std::string& out) {
  if (flags.empty()) {
    out.push_back('-');
    return;
  }
  bool first = true;
  for (const ResponseFlag flag : flags) {
    if (!first) out.push_back(',');
    first = false;
    const absl::string_view text = kTexts[static_cast<size_t>(flag)].*name;
    out.append(text.data(), text.size());
  }
}

}  // namespace

absl::string_view ShortName(ResponseFlag flag) {
  return kTexts[static_cast<size_t>(flag)].short_name;
}

absl::string_view LongName(ResponseFlag flag) {
  return kTexts[static_cast<size_t>(flag)].long_name;
}

absl::optional<ResponseFlag> FindResponseFlag(absl::string_view short_name) {
  for (size_t i = 0; i < kResponseFlags; ++i) {
    if (kTexts[i].short_name == short_name) return static_cast<ResponseFlag>(i);
  }
  return absl::nullopt;
}

void AppendShortNames(const ResponseFlags& flags, std::string& out) {
  AppendNames(flags, &Texts::short_name, out);
}

void AppendLongNames(const ResponseFlags& flags, std::string& out) {
  AppendNames(flags, &Texts::long_name, out);
}

}  // namespace nuncio::record

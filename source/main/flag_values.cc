#include "source/main/flag_values.h"

#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "source/admin/log_components.h"
#include "source/base/status_macros.h"

namespace nuncio::main {
namespace {

absl::Status Wanted(absl::string_view what, absl::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat("must be ", what, ", got '", text, "'"));
}

template <typename Value>
using Names = std::vector<std::pair<absl::string_view, Value>>;

template <typename Value>
absl::Status ParseName(absl::string_view text, const Names<Value>& names, absl::string_view what,
                       Value& value) {
  for (const auto& [name, named] : names) {
    if (text == name) {
      value = named;
      return absl::OkStatus();
    }
  }
  return Wanted(what, text);
}

}  // namespace

absl::Status ParseNumber(absl::string_view text, uint32_t& number) {
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  if (!digits || !absl::SimpleAtoi(text, &number)) {
    return Wanted("a whole number up to 4294967295", text);
  }
  return absl::OkStatus();
}

absl::Status ParseMode(absl::string_view text, server::Mode& mode) {
  return ParseName<server::Mode>(text,
                                 {{"serve", server::Mode::kServe},
                                  {"validate", server::Mode::kValidate},
                                  {"init_only", server::Mode::kInitOnly}},
                                 "serve, validate or init_only", mode);
}

absl::Status ParseLevel(absl::string_view text, base::LogLevel& level) {
  const absl::optional<base::LogLevel> parsed = base::ParseLogLevel(text);
  if (!parsed.has_value() || absl::c_any_of(text, absl::ascii_isupper)) {
    return Wanted("trace, debug, info, warning, error, critical or off", text);
  }
  level = *parsed;
  return absl::OkStatus();
}

absl::Status ParseDrainStrategy(absl::string_view text, server::DrainStrategy& strategy) {
  return ParseName<server::DrainStrategy>(text,
                                          {{"gradual", server::DrainStrategy::kGradual},
                                           {"immediate", server::DrainStrategy::kImmediate}},
                                          "gradual or immediate", strategy);
}

absl::Status ParseIpVersion(absl::string_view text, server::IpVersion& version) {
  return ParseName<server::IpVersion>(
      text, {{"v4", server::IpVersion::kV4}, {"v6", server::IpVersion::kV6}}, "v4 or v6", version);
}

absl::Status ParseComponentLevels(absl::string_view text,
                                  std::map<std::string, base::LogLevel>& levels) {
  if (text.empty()) return absl::OkStatus();
  for (absl::string_view item : absl::StrSplit(text, ',')) {
    const std::vector<absl::string_view> parts = absl::StrSplit(item, ':');
    if (parts.size() != 2) return Wanted("a list of name:level", item);
    if (!absl::c_linear_search(admin::LogComponents(), parts[0])) {
      return Wanted("the name of a component", parts[0]);
    }
    NUNCIO_RETURN_IF_ERROR(ParseLevel(parts[1], levels[std::string(parts[0])]));
  }
  return absl::OkStatus();
}

}  // namespace nuncio::main

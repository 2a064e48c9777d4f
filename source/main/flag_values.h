#ifndef NUNCIO_SOURCE_MAIN_FLAG_VALUES_H_
#define NUNCIO_SOURCE_MAIN_FLAG_VALUES_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "source/base/log.h"
#include "source/server/options.h"

// From the text behind a flag to its value. An error says what is wanted and what was there.
namespace nuncio::main {

absl::Status ParseNumber(absl::string_view text, uint32_t& number);
absl::Status ParseMode(absl::string_view text, server::Mode& mode);
absl::Status ParseLevel(absl::string_view text, base::LogLevel& level);
absl::Status ParseDrainStrategy(absl::string_view text, server::DrainStrategy& strategy);
absl::Status ParseIpVersion(absl::string_view text, server::IpVersion& version);
// "upstream:debug,http:trace"
absl::Status ParseComponentLevels(absl::string_view text,
                                  std::map<std::string, base::LogLevel>& levels);

}  // namespace nuncio::main

#endif  // NUNCIO_SOURCE_MAIN_FLAG_VALUES_H_

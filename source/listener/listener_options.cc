#include "source/listener/listener_options.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace nuncio::listener {

std::string ListenerOptions::StatName(const network::Address& bound) const {
  if (!stat_prefix.empty()) return stat_prefix;
  if (internal) return absl::StrCat("envoy_internal_", name);
  return absl::StrReplaceAll(bound.ToString(), {{":", "_"}});
}

}  // namespace nuncio::listener

#include "source/xds/client/answer.h"

#include "absl/strings/str_cat.h"

namespace nuncio::xds::client {
namespace {

constexpr size_t kMaxBytes = 4096;

}  // namespace

std::string RefusalText(const std::vector<Refusal>& refused) {
  std::string text;
  for (size_t i = 0; i < refused.size(); ++i) {
    const std::string& reason = refused[i].reason;
    if (i > 0 && text.size() + reason.size() > kMaxBytes) {
      absl::StrAppend(&text, "\n... and ", refused.size() - i, " more");
      break;
    }
    absl::StrAppend(&text, i > 0 ? "\n" : "", reason.substr(0, kMaxBytes));
  }
  return text;
}

}  // namespace nuncio::xds::client

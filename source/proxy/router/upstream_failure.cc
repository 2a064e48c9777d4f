#include "source/proxy/router/upstream_failure.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "source/record/details.h"

namespace nuncio::proxy::router {

using http::ResetReason;
using record::ResponseFlag;

ResponseFlag FlagOf(ResetReason reason) {
  switch (reason) {
    case ResetReason::kLocalReset:
    case ResetReason::kLocalRefused:
      return ResponseFlag::kLocalReset;
    case ResetReason::kRemoteReset:
    case ResetReason::kRemoteRefused:
      return ResponseFlag::kUpstreamRemoteReset;
    case ResetReason::kConnectionTermination:
      return ResponseFlag::kUpstreamConnectionTermination;
    case ResetReason::kProtocolError:
      return ResponseFlag::kUpstreamProtocolError;
    case ResetReason::kOverflow:
      return ResponseFlag::kUpstreamOverflow;
    case ResetReason::kLocalConnectionFailure:
    case ResetReason::kRemoteConnectionFailure:
    case ResetReason::kConnectionTimeout:
      return ResponseFlag::kUpstreamConnectionFailure;
  }
  return ResponseFlag::kLocalReset;
}

int StatusOf(ResetReason reason) { return reason == ResetReason::kProtocolError ? 502 : 503; }

bool IsConnectFailure(ResetReason reason) {
  return reason == ResetReason::kLocalConnectionFailure ||
         reason == ResetReason::kRemoteConnectionFailure ||
         reason == ResetReason::kConnectionTimeout;
}

absl::string_view FailureBody(ResetReason reason, bool retried, base::Arena& arena) {
  return arena.Concat("upstream connect error or disconnect/reset before headers. ",
                      retried ? "retried and the latest " : "",
                      "reset reason: ", http::ToString(reason));
}

absl::string_view FailureDetails(ResetReason reason, bool response_started, absl::string_view why,
                                 base::Arena& arena) {
  namespace details = record::details;
  std::string text = absl::StrCat(response_started ? details::kUpstreamResetAfterResponseStarted
                                                   : details::kUpstreamResetBeforeResponseStarted,
                                  "{", http::DetailName(reason), why.empty() ? "" : "|", why, "}");
  for (char& c : text) {
    if (c == ' ') c = '_';  // a field of a log line stays one field
  }
  return arena.Copy(text);
}

}  // namespace nuncio::proxy::router

#include "source/http/reset_reason.h"

namespace nuncio::http {
namespace {

struct Names {
  absl::string_view text;
  absl::string_view detail;
};

Names NamesOf(ResetReason reason) {
  switch (reason) {
    case ResetReason::kLocalReset:
      return {"local reset", "local_reset"};
    case ResetReason::kLocalRefused:
      return {"local refused stream reset", "local_refused_stream_reset"};
    case ResetReason::kRemoteReset:
      return {"remote reset", "remote_reset"};
    case ResetReason::kRemoteRefused:
      return {"remote refused stream reset", "remote_refused_stream_reset"};
    case ResetReason::kConnectionTermination:
      return {"connection termination", "connection_termination"};
    case ResetReason::kProtocolError:
      return {"protocol error", "protocol_error"};
    case ResetReason::kOverflow:
      return {"overflow", "overflow"};
    case ResetReason::kLocalConnectionFailure:
      return {"local connection failure", "local_connection_failure"};
    case ResetReason::kRemoteConnectionFailure:
      return {"remote connection failure", "remote_connection_failure"};
    case ResetReason::kConnectionTimeout:
      return {"connection timeout", "connection_timeout"};
  }
  return {};
}

}  // namespace

absl::string_view ToString(ResetReason reason) { return NamesOf(reason).text; }
absl::string_view DetailName(ResetReason reason) { return NamesOf(reason).detail; }

}  // namespace nuncio::http

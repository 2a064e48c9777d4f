#include "source/http/http2/counts.h"

namespace nuncio::http::http2 {

absl::string_view NameOf(Count count) {
  switch (count) {
    case Count::kDroppedHeadersWithUnderscores:
      return "dropped_headers_with_underscores";
    case Count::kGoawaySent:
      return "goaway_sent";
    case Count::kHeaderOverflow:
      return "header_overflow";
    case Count::kHeaderListSizeTooLarge:
      return "header_list_size_too_large";
    case Count::kInboundContinuationFlood:
      return "inbound_continuation_flood";
    case Count::kInboundControlFlood:
      return "inbound_control_flood";
    case Count::kInboundEmptyFramesFlood:
      return "inbound_empty_frames_flood";
    case Count::kInboundPriorityFramesFlood:
      return "inbound_priority_frames_flood";
    case Count::kInboundResetFlood:
      return "inbound_reset_flood";
    case Count::kInboundWindowUpdateFramesFlood:
      return "inbound_window_update_frames_flood";
    case Count::kOutboundControlFlood:
      return "outbound_control_flood";
    case Count::kOutboundFlood:
      return "outbound_flood";
    case Count::kRequestsRejectedWithUnderscoresInHeaders:
      return "requests_rejected_with_underscores_in_headers";
    case Count::kRxMessagingError:
      return "rx_messaging_error";
    case Count::kRxReset:
      return "rx_reset";
    case Count::kStreamRefusedErrors:
      return "stream_refused_errors";
    case Count::kTrailers:
      return "trailers";
    case Count::kTxReset:
      return "tx_reset";
  }
  return {};
}

}  // namespace nuncio::http::http2

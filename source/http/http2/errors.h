#ifndef NUNCIO_SOURCE_HTTP_HTTP2_ERRORS_H_
#define NUNCIO_SOURCE_HTTP_HTTP2_ERRORS_H_

#include "source/http/protocol_error.h"

// Every way in which a peer can break HTTP/2 that this side finds itself, one constant for each
// check. What the library finds in the layer of frames is kBrokenFrames or kBrokenStream.
//
// The status is only for records: HTTP/2 answers with a reset or a GOAWAY.

namespace nuncio::http::http2 {

inline constexpr absl::string_view kMessagingDetails = "http2.violation.of.messaging.rule";

// Fields of any block.
inline constexpr ProtocolError kEmptyName{"empty_header_name", 400, kMessagingDetails};
inline constexpr ProtocolError kBadName{"malformed_header_name", 400, kMessagingDetails};
inline constexpr ProtocolError kBadValue{"malformed_header_value", 400, kMessagingDetails};
inline constexpr ProtocolError kConnectionField{"connection_specific_header", 400,
                                                kMessagingDetails};
inline constexpr ProtocolError kBadTe{"te_other_than_trailers", 400, kMessagingDetails};
inline constexpr ProtocolError kUnderscore{"underscore_in_header_name", 400,
                                           "http2.unexpected_underscore"};
inline constexpr ProtocolError kHeadTooLarge{"head_too_large", 431,
                                             "http2.header_list_size_too_large"};
inline constexpr ProtocolError kTooManyFields{"too_many_headers", 431, "http2.too_many_headers"};

// Pseudo headers and what they make of a message.
inline constexpr ProtocolError kPseudoAfterField{"pseudo_header_after_header", 400,
                                                 kMessagingDetails};
inline constexpr ProtocolError kRepeatedPseudo{"repeated_pseudo_header", 400, kMessagingDetails};
inline constexpr ProtocolError kUnknownPseudo{"unknown_pseudo_header", 400, kMessagingDetails};
inline constexpr ProtocolError kPseudoInTrailers{"pseudo_header_in_trailers", 400,
                                                 kMessagingDetails};
inline constexpr ProtocolError kMissingMethod{"missing_method", 400, kMessagingDetails};
inline constexpr ProtocolError kBadMethod{"malformed_method", 400, kMessagingDetails};
inline constexpr ProtocolError kMissingScheme{"missing_scheme", 400, kMessagingDetails};
inline constexpr ProtocolError kBadScheme{"malformed_scheme", 400, kMessagingDetails};
inline constexpr ProtocolError kMissingPath{"missing_path", 400, kMessagingDetails};
inline constexpr ProtocolError kBadPath{"malformed_path", 400, kMessagingDetails};
inline constexpr ProtocolError kMissingAuthority{"missing_authority", 400, kMessagingDetails};
inline constexpr ProtocolError kBadAuthority{"malformed_authority", 400, kMessagingDetails};
inline constexpr ProtocolError kRepeatedHost{"repeated_host", 400, kMessagingDetails};
inline constexpr ProtocolError kOtherHost{"host_other_than_authority", 400, kMessagingDetails};
inline constexpr ProtocolError kBadConnect{"connect_with_scheme_or_path", 400, kMessagingDetails};
inline constexpr ProtocolError kProtocolWithoutConnect{"protocol_without_connect", 400,
                                                       kMessagingDetails};
inline constexpr ProtocolError kMissingStatus{"missing_status", 502, kMessagingDetails};
inline constexpr ProtocolError kBadStatus{"malformed_status", 502, kMessagingDetails};

// Bodies.
inline constexpr ProtocolError kBadContentLength{"malformed_content_length", 400,
                                                 kMessagingDetails};
inline constexpr ProtocolError kRepeatedContentLength{"repeated_content_length", 400,
                                                      kMessagingDetails};
inline constexpr ProtocolError kBodyTooLong{"body_longer_than_content_length", 400,
                                            kMessagingDetails};
inline constexpr ProtocolError kBodyTooShort{"body_shorter_than_content_length", 400,
                                             kMessagingDetails};
inline constexpr ProtocolError kFramingInTrailers{"framing_field_in_trailers", 400,
                                                  kMessagingDetails};
inline constexpr ProtocolError kTrailersNotTheEnd{"trailers_without_end", 400, kMessagingDetails};
inline constexpr ProtocolError kInterimAtEnd{"interim_response_with_end", 502, kMessagingDetails};
inline constexpr ProtocolError kTooManyInterims{"too_many_interim_responses", 502,
                                                kMessagingDetails};
inline constexpr ProtocolError kDataBeforeHead{"data_before_head", 502, kMessagingDetails};

// Frames, as the library sees them.
inline constexpr absl::string_view kCodecError = "http2.protocol_error";
inline constexpr ProtocolError kBrokenFrames{"connection_error", 400, kCodecError};
inline constexpr ProtocolError kBrokenStream{"stream_error", 400, kCodecError};
inline constexpr ProtocolError kPassedOverStream{"stream_that_was_passed_over", 400, kCodecError};
inline constexpr ProtocolError kBadPreface{"malformed_preface", 400, kCodecError};

// Floods.
inline constexpr absl::string_view kInboundFlood = "http2.inbound_flood";
inline constexpr absl::string_view kOutboundFlood = "http2.outbound_flood";
inline constexpr ProtocolError kEmptyFrameFlood{"empty_frames", 400, kInboundFlood};
inline constexpr ProtocolError kPriorityFlood{"priority_frames", 400, kInboundFlood};
inline constexpr ProtocolError kWindowUpdateFlood{"window_update_frames", 400, kInboundFlood};
inline constexpr ProtocolError kContinuationFlood{"continuation_frames", 400, kInboundFlood};
inline constexpr ProtocolError kHeaderBlockFlood{"header_block_bytes", 400, kInboundFlood};
inline constexpr ProtocolError kResetFlood{"stream_resets", 400, kInboundFlood};
inline constexpr ProtocolError kControlFlood{"control_frames", 400, kInboundFlood};
inline constexpr ProtocolError kOutboundFramesFlood{"outbound_frames", 400, kOutboundFlood};
inline constexpr ProtocolError kOutboundControlFlood{"outbound_control_frames", 400,
                                                     kOutboundFlood};

}  // namespace nuncio::http::http2

#endif  // NUNCIO_SOURCE_HTTP_HTTP2_ERRORS_H_

#ifndef NUNCIO_SOURCE_HTTP_HTTP1_ERRORS_H_
#define NUNCIO_SOURCE_HTTP_HTTP1_ERRORS_H_

#include "source/http/protocol_error.h"

// Every way in which a peer can break HTTP/1, one constant for each check. Functions that check
// return a pointer to one of them, or null when all is well.

namespace nuncio::http::http1 {

inline constexpr absl::string_view kCodecError = "http1.codec_error";

// Lines.
inline constexpr ProtocolError kBareLineFeed{"bare_line_feed", 400, kCodecError};
inline constexpr ProtocolError kBareCarriageReturn{"bare_carriage_return", 400, kCodecError};
inline constexpr ProtocolError kHeadTooLarge{"head_too_large", 431, "http1.headers_too_large"};
inline constexpr ProtocolError kTooManyHeaders{"too_many_headers", 431, "http1.too_many_headers"};
inline constexpr ProtocolError kTrailersTooLarge{"trailers_too_large", 431,
                                                 "http1.trailers_too_large"};
inline constexpr ProtocolError kTooManyTrailers{"too_many_trailers", 431,
                                                "http1.too_many_trailers"};

// Start lines.
inline constexpr ProtocolError kBadRequestLine{"malformed_request_line", 400, kCodecError};
inline constexpr ProtocolError kBadMethod{"unknown_method", 400, kCodecError};
inline constexpr ProtocolError kBadTarget{"malformed_target", 400, kCodecError};
inline constexpr ProtocolError kBadAbsoluteTarget{"malformed_absolute_target", 400,
                                                  "http1.invalid_url"};
inline constexpr ProtocolError kBadVersion{"malformed_version", 400, kCodecError};
inline constexpr ProtocolError kLowVersion{"unsupported_version", 426, "low_version"};
inline constexpr ProtocolError kBadStatusLine{"malformed_status_line", 502, kCodecError};

// Fields.
inline constexpr ProtocolError kBadHeaderName{"malformed_header_name", 400, kCodecError};
inline constexpr ProtocolError kBadHeaderValue{"malformed_header_value", 400,
                                               "http1.invalid_characters"};
inline constexpr ProtocolError kFoldedHeader{"folded_header", 400, kCodecError};
inline constexpr ProtocolError kUnderscore{"underscore_in_header_name", 400,
                                           "http1.unexpected_underscore"};
inline constexpr ProtocolError kFramingInTrailers{"framing_field_in_trailers", 400, kCodecError};
inline constexpr ProtocolError kRepeatedHost{"repeated_host", 400, kCodecError};
inline constexpr ProtocolError kBadHost{"malformed_host", 400, "http.invalid_authority"};
inline constexpr ProtocolError kBadConnectionHeader{"nominated_header_not_removable", 400,
                                                    "http1.connection_header_rejected"};

// Framing.
inline constexpr ProtocolError kBadContentLength{"malformed_content_length", 400, kCodecError};
inline constexpr ProtocolError kRepeatedContentLength{"repeated_content_length", 400, kCodecError};
inline constexpr ProtocolError kBadTransferEncoding{"unsupported_transfer_encoding", 501,
                                                    "http1.invalid_transfer_encoding"};
inline constexpr ProtocolError kTransferEncodingInHttp10{"transfer_encoding_in_http_10", 400,
                                                         "http1.invalid_transfer_encoding"};
inline constexpr ProtocolError kLengthWithTransferEncoding{
    "content_length_with_transfer_encoding", 400, "http1.content_length_and_chunked_not_allowed"};
inline constexpr ProtocolError kLengthNotAllowed{"content_length_where_no_body_can_be", 400,
                                                 "http1.content_length_not_allowed"};
inline constexpr ProtocolError kTransferEncodingNotAllowed{
    "transfer_encoding_where_no_body_can_be", 400, "http1.transfer_encoding_not_allowed"};
inline constexpr ProtocolError kUpgradeWithBody{"upgrade_with_body", 400, "http1.body_disallowed"};
inline constexpr ProtocolError kBadChunkSize{"malformed_chunk_size", 400, kCodecError};
inline constexpr ProtocolError kBadChunkExtension{"malformed_chunk_extension", 400, kCodecError};
inline constexpr ProtocolError kBadChunkEnd{"malformed_chunk_end", 400, kCodecError};
inline constexpr ProtocolError kChunkOverhead{"too_many_bytes_around_chunks", 400, kCodecError};

// What only upstreams do.
inline constexpr ProtocolError kTruncatedHead{"truncated_head", 502, kCodecError};
inline constexpr ProtocolError kTruncatedBody{"truncated_body", 502, kCodecError};
inline constexpr ProtocolError kUnaskedBytes{"bytes_without_request", 502, kCodecError};
inline constexpr ProtocolError kUnaskedUpgrade{"switch_to_what_was_not_asked_for", 502,
                                               kCodecError};
inline constexpr ProtocolError kTooManyInterims{"too_many_interim_responses", 502, kCodecError};

}  // namespace nuncio::http::http1

#endif  // NUNCIO_SOURCE_HTTP_HTTP1_ERRORS_H_

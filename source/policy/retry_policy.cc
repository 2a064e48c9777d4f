#include "source/policy/retry_policy.h"

#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/types/span.h"

namespace nuncio::policy {
namespace {

struct Word {
  absl::string_view text;
  uint32_t bit;
};

constexpr Word kHttpWords[] = {
    {"5xx", kRetry5xx},
    {"gateway-error", kRetryGatewayError},
    {"connect-failure", kRetryConnectFailure},
    {"retriable-4xx", kRetryRetriable4xx},
    {"refused-stream", kRetryRefusedStream},
    {"retriable-status-codes", kRetryRetriableStatusCodes},
    {"reset", kRetryReset},
    {"reset-before-request", kRetryResetBeforeRequest},
    {"retriable-headers", kRetryRetriableHeaders},
    {"envoy-ratelimited", kRetryEnvoyRateLimited},
    {"http3-post-connect-failure", kRetryHttp3PostConnectFailure},
};

constexpr Word kGrpcWords[] = {
    {"cancelled", kRetryGrpcCancelled},
    {"deadline-exceeded", kRetryGrpcDeadlineExceeded},
    {"resource-exhausted", kRetryGrpcResourceExhausted},
    {"unavailable", kRetryGrpcUnavailable},
    {"internal", kRetryGrpcInternal},
};

uint32_t Parse(absl::string_view text, absl::Span<const Word> words, bool* all_known) {
  uint32_t bits = 0;
  bool known = true;
  for (absl::string_view piece : absl::StrSplit(text, ',')) {
    piece = absl::StripAsciiWhitespace(piece);
    if (piece.empty()) continue;
    uint32_t bit = 0;
    for (const Word& word : words) {
      if (word.text == piece) bit = word.bit;
    }
    known = known && bit != 0;
    bits |= bit;
  }
  if (all_known != nullptr) *all_known = known;
  return bits;
}

}  // namespace

uint32_t ParseRetryOn(absl::string_view text, bool* all_known) {
  return Parse(text, kHttpWords, all_known);
}

uint32_t ParseRetryGrpcOn(absl::string_view text, bool* all_known) {
  return Parse(text, kGrpcWords, all_known);
}

uint32_t ParseRetryOnOfPolicy(absl::string_view text) {
  return Parse(text, kHttpWords, nullptr) | Parse(text, kGrpcWords, nullptr);
}

}  // namespace nuncio::policy

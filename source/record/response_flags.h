#ifndef NUNCIO_SOURCE_RECORD_RESPONSE_FLAGS_H_
#define NUNCIO_SOURCE_RECORD_RESPONSE_FLAGS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

// What went wrong with a request or connection, in the few letters that operators know from
// %RESPONSE_FLAGS%.

namespace nuncio::record {

// One list gives the enum and both texts: name, short text, long text.
#define NUNCIO_RECORD_RESPONSE_FLAGS(X)                                             \
  X(kFailedLocalHealthCheck, "LH", "FailedLocalHealthCheck")                        \
  X(kNoHealthyUpstream, "UH", "NoHealthyUpstream")                                  \
  X(kUpstreamRequestTimeout, "UT", "UpstreamRequestTimeout")                        \
  X(kLocalReset, "LR", "LocalReset")                                                \
  X(kUpstreamRemoteReset, "UR", "UpstreamRemoteReset")                              \
  X(kUpstreamConnectionFailure, "UF", "UpstreamConnectionFailure")                  \
  X(kUpstreamConnectionTermination, "UC", "UpstreamConnectionTermination")          \
  X(kUpstreamOverflow, "UO", "UpstreamOverflow")                                    \
  X(kNoRouteFound, "NR", "NoRouteFound")                                            \
  X(kDelayInjected, "DI", "DelayInjected")                                          \
  X(kFaultInjected, "FI", "FaultInjected")                                          \
  X(kRateLimited, "RL", "RateLimited")                                              \
  X(kUnauthorizedExternalService, "UAEX", "UnauthorizedExternalService")            \
  X(kRateLimitServiceError, "RLSE", "RateLimitServiceError")                        \
  X(kDownstreamConnectionTermination, "DC", "DownstreamConnectionTermination")      \
  X(kUpstreamRetryLimitExceeded, "URX", "UpstreamRetryLimitExceeded")               \
  X(kStreamIdleTimeout, "SI", "StreamIdleTimeout")                                  \
  X(kInvalidEnvoyRequestHeaders, "IH", "InvalidEnvoyRequestHeaders")                \
  X(kDownstreamProtocolError, "DPE", "DownstreamProtocolError")                     \
  X(kUpstreamMaxStreamDurationReached, "UMSDR", "UpstreamMaxStreamDurationReached") \
  X(kResponseFromCacheFilter, "RFCF", "ResponseFromCacheFilter")                    \
  X(kNoFilterConfigFound, "NFCF", "NoFilterConfigFound")                            \
  X(kDurationTimeout, "DT", "DurationTimeout")                                      \
  X(kUpstreamProtocolError, "UPE", "UpstreamProtocolError")                         \
  X(kNoClusterFound, "NC", "NoClusterFound")                                        \
  X(kOverloadManagerTerminated, "OM", "OverloadManagerTerminated")                  \
  X(kDnsResolutionFailed, "DF", "DnsResolutionFailed")                              \
  X(kDropOverload, "DO", "DropOverload")                                            \
  X(kDownstreamRemoteReset, "DR", "DownstreamRemoteReset")                          \
  X(kUnconditionalDropOverload, "UDO", "UnconditionalDropOverload")

enum class ResponseFlag : uint8_t {
#define NUNCIO_RECORD_FLAG(id, short_name, long_name) id,
  NUNCIO_RECORD_RESPONSE_FLAGS(NUNCIO_RECORD_FLAG)
#undef NUNCIO_RECORD_FLAG
};

inline constexpr size_t kResponseFlags = 0
#define NUNCIO_RECORD_COUNT(id, short_name, long_name) +1
    NUNCIO_RECORD_RESPONSE_FLAGS(NUNCIO_RECORD_COUNT)
#undef NUNCIO_RECORD_COUNT
    ;

// "UF"; "UpstreamConnectionFailure". Valid for ever.
absl::string_view ShortName(ResponseFlag flag);
absl::string_view LongName(ResponseFlag flag);
// By its short name.
absl::optional<ResponseFlag> FindResponseFlag(absl::string_view short_name);

// The flags of one request, in the order in which they were first set. A plain value.
class ResponseFlags {
 public:
  void Set(ResponseFlag flag) {
    if (Has(flag)) return;
    bits_ |= Bit(flag);
    order_[count_++] = flag;
  }
  bool Has(ResponseFlag flag) const { return (bits_ & Bit(flag)) != 0; }
  bool empty() const { return bits_ == 0; }
  size_t size() const { return count_; }
  const ResponseFlag* begin() const { return order_.data(); }
  const ResponseFlag* end() const { return order_.data() + count_; }
  // Bit i stands for the flag of that number; to compare with a filter's set at once.
  uint64_t bits() const { return bits_; }
  static uint64_t Bit(ResponseFlag flag) { return uint64_t{1} << static_cast<unsigned>(flag); }

 private:
  uint64_t bits_ = 0;
  uint8_t count_ = 0;
  std::array<ResponseFlag, kResponseFlags> order_;
};
static_assert(kResponseFlags <= 64);

// "UF,URX"; "-" without flags.
void AppendShortNames(const ResponseFlags& flags, std::string& out);
void AppendLongNames(const ResponseFlags& flags, std::string& out);

}  // namespace nuncio::record

#endif  // NUNCIO_SOURCE_RECORD_RESPONSE_FLAGS_H_

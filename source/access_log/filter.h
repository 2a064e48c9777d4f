#ifndef NUNCIO_SOURCE_ACCESS_LOG_FILTER_H_
#define NUNCIO_SOURCE_ACCESS_LOG_FILTER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/types/variant.h"
#include "source/format/input.h"
#include "source/matching/fraction.h"
#include "source/matching/header_matcher.h"
#include "source/matching/metadata_matcher.h"
#include "source/record/request_record.h"
#include "source/runtime/values.h"

namespace nuncio::access_log {

// What a log line is made from.
struct LogContext {
  const format::Input& input;
  uint64_t random = 0;  // for RuntimeFilter without x-request-id
  const runtime::Values* runtime = nullptr;
};

struct Filter;

// config.accesslog.v3.ComparisonFilter with its RuntimeUInt32.
struct Comparison {
  enum class Op : uint8_t { kEq, kGe, kLe, kNe };
  Op op = Op::kEq;
  uint32_t default_value = 0;
  std::string runtime_key;
};
struct StatusCodeFilter {
  Comparison comparison;
};
struct DurationFilter {  // milliseconds
  Comparison comparison;
};
struct NotHealthCheckFilter {};
struct TraceableFilter {};
struct RuntimeFilter {
  std::string runtime_key;
  matching::Fraction percent_sampled;
  bool use_independent_randomness = false;
};
struct AndFilter {
  std::vector<std::shared_ptr<const Filter>> filters;
};
struct OrFilter {
  std::vector<std::shared_ptr<const Filter>> filters;
};
struct HeaderFilter {
  matching::HeaderMatcher header;
};
struct ResponseFlagFilter {
  uint64_t flags = 0;  // ResponseFlags::bits; 0: any flag
};
struct GrpcStatusFilter {
  uint32_t statuses = 0;  // bit n for gRPC status n
  bool exclude = false;
};
struct MetadataFilter {
  matching::MetadataMatcher matcher;
  bool match_if_key_not_found = true;
};
struct LogTypeFilter {
  uint32_t types = 0;  // bit n for record::AccessLogType n
  bool exclude = false;
};

// config.accesslog.v3.AccessLogFilter: which requests are logged. An immutable value; any thread.
struct Filter {
  absl::variant<StatusCodeFilter, DurationFilter, NotHealthCheckFilter, TraceableFilter,
                RuntimeFilter, AndFilter, OrFilter, HeaderFilter, ResponseFlagFilter,
                GrpcStatusFilter, MetadataFilter, LogTypeFilter>
      filter_specifier;

  bool Passes(const LogContext& context) const;
};

}  // namespace nuncio::access_log

#endif  // NUNCIO_SOURCE_ACCESS_LOG_FILTER_H_

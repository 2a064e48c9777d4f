#include "source/access_log/filter.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "source/format/grpc_status.h"

namespace nuncio::access_log {
namespace {

const record::RequestRecord& RecordOf(const LogContext& context) { return context.input.record; }

bool Compares(const Comparison& comparison, uint64_t value, const runtime::Values* runtime) {
  const uint64_t bound = runtime == nullptr
                             ? comparison.default_value
                             : runtime->Integer(comparison.runtime_key, comparison.default_value);
  switch (comparison.op) {
    case Comparison::Op::kEq:
      return value == bound;
    case Comparison::Op::kGe:
      return value >= bound;
    case Comparison::Op::kLe:
      return value <= bound;
    case Comparison::Op::kNe:
      return value != bound;
  }
  return false;
}

bool Passes(const StatusCodeFilter& filter, const LogContext& context) {
  return Compares(filter.comparison, RecordOf(context).response_code, context.runtime);
}

// A request that goes on has lasted until now.
bool Passes(const DurationFilter& filter, const LogContext& context) {
  const record::RequestRecord& record = RecordOf(context);
  base::Duration duration{};
  if (record.end) {
    duration = *record.end - record.start;
  } else if (context.input.now != base::WallTime()) {
    duration = context.input.now - record.start_wall;
  } else {
    return false;
  }
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(duration);
  return Compares(filter.comparison, std::max<int64_t>(milliseconds.count(), 0), context.runtime);
}

bool Passes(const NotHealthCheckFilter&, const LogContext& context) {
  return !RecordOf(context).health_check;
}

// Traces that somebody asked for, not those that were drawn.
bool Passes(const TraceableFilter&, const LogContext& context) {
  return RecordOf(context).trace_reason == record::TraceReason::kServiceForced;
}

// Requests of one id are logged everywhere or nowhere: the first digits of a UUID are the chance.
uint64_t ChanceOf(const RuntimeFilter& filter, const LogContext& context) {
  constexpr size_t kDigits = 8;
  const absl::string_view id = RecordOf(context).request_id;
  uint64_t chance = 0;
  if (filter.use_independent_randomness || id.size() < kDigits ||
      !absl::SimpleHexAtoi(id.substr(0, kDigits), &chance)) {
    return context.random;
  }
  return chance;
}

bool Passes(const RuntimeFilter& filter, const LogContext& context) {
  return matching::RuntimeFraction{filter.percent_sampled, filter.runtime_key}.Matches(
      ChanceOf(filter, context), context.runtime);
}

bool Passes(const AndFilter& filter, const LogContext& context) {
  return std::all_of(filter.filters.begin(), filter.filters.end(),
                     [&](const auto& part) { return part->Passes(context); });
}

bool Passes(const OrFilter& filter, const LogContext& context) {
  return std::any_of(filter.filters.begin(), filter.filters.end(),
                     [&](const auto& part) { return part->Passes(context); });
}

bool Passes(const HeaderFilter& filter, const LogContext& context) {
  if (context.input.request != nullptr) return filter.header.Matches(*context.input.request);
  return filter.header.Matches(http::HeaderList(RecordOf(context).arena));
}

bool Passes(const ResponseFlagFilter& filter, const LogContext& context) {
  const uint64_t flags = RecordOf(context).flags.bits();
  return filter.flags == 0 ? flags != 0 : (flags & filter.flags) != 0;
}

bool Passes(const GrpcStatusFilter& filter, const LogContext& context) {
  constexpr uint64_t kUnknown = 2;
  const uint64_t status = format::GrpcStatusOfResponse(context.input).value_or(kUnknown);
  const bool found = status < 32 && (filter.statuses >> status & 1) != 0;
  return found != filter.exclude;
}

bool Passes(const MetadataFilter& filter, const LogContext& context) {
  const matching::MetadataMatcher& matcher = filter.matcher;
  const record::Metadata* const metadata = RecordOf(context).dynamic_metadata();
  const bool known =
      metadata != nullptr && record::FindValue(*metadata, matcher.filter, matcher.path) != nullptr;
  return known ? matcher.Matches(metadata) : filter.match_if_key_not_found;
}

bool Passes(const LogTypeFilter& filter, const LogContext& context) {
  const auto type = static_cast<uint32_t>(RecordOf(context).access_log_type);
  return ((filter.types >> type & 1) != 0) != filter.exclude;
}

}  // namespace

bool Filter::Passes(const LogContext& context) const {
  return absl::visit([&](const auto& filter) { return access_log::Passes(filter, context); },
                     filter_specifier);
}

}  // namespace nuncio::access_log

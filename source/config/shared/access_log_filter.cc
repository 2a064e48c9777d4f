#include <utility>

#include "source/config/shared/access_log.h"
#include "source/config/shared/core_values.h"

namespace nuncio::config {
namespace {

namespace accesslog = ::envoy::config::accesslog::v3;
using access_log::Filter;

access_log::Comparison ParseComparison(const accesslog::ComparisonFilter& comparison) {
  access_log::Comparison out;
  switch (comparison.op()) {
    case accesslog::ComparisonFilter::GE:
      out.op = access_log::Comparison::Op::kGe;
      break;
    case accesslog::ComparisonFilter::LE:
      out.op = access_log::Comparison::Op::kLe;
      break;
    case accesslog::ComparisonFilter::NE:
      out.op = access_log::Comparison::Op::kNe;
      break;
    default:
      out.op = access_log::Comparison::Op::kEq;
  }
  out.default_value = comparison.value().default_value();
  out.runtime_key = comparison.value().runtime_key();
  return out;
}

std::vector<std::shared_ptr<const Filter>> ParseList(
    const Repeated<accesslog::AccessLogFilter>& filters, Scope& scope) {
  std::vector<std::shared_ptr<const Filter>> out;
  const auto list = scope.Field("filters");
  for (int i = 0; i < filters.size(); ++i) {
    const auto step = scope.Index(i);
    if (auto parsed = ParseAccessLogFilter(filters[i], scope)) out.push_back(std::move(parsed));
  }
  return out;
}

access_log::ResponseFlagFilter ParseFlags(const accesslog::ResponseFlagFilter& filter) {
  access_log::ResponseFlagFilter out;
  for (const std::string& name : filter.flags()) {
    const auto flag = record::FindResponseFlag(name);
    if (flag.has_value()) out.flags |= record::ResponseFlags::Bit(*flag);
  }
  return out;
}

access_log::GrpcStatusFilter ParseGrpc(const accesslog::GrpcStatusFilter& filter) {
  access_log::GrpcStatusFilter out;
  for (const int status : filter.statuses()) out.statuses |= 1u << status;
  out.exclude = filter.exclude();
  return out;
}

access_log::LogTypeFilter ParseTypes(const accesslog::LogTypeFilter& filter) {
  access_log::LogTypeFilter out;
  for (const int type : filter.types()) out.types |= 1u << type;
  out.exclude = filter.exclude();
  return out;
}

}  // namespace

std::shared_ptr<const Filter> ParseAccessLogFilter(const accesslog::AccessLogFilter& filter,
                                                   Scope& scope) {
  using Case = accesslog::AccessLogFilter;
  auto out = std::make_shared<Filter>();
  switch (filter.filter_specifier_case()) {
    case Case::kStatusCodeFilter:
      out->filter_specifier =
          access_log::StatusCodeFilter{ParseComparison(filter.status_code_filter().comparison())};
      return out;
    case Case::kDurationFilter:
      out->filter_specifier =
          access_log::DurationFilter{ParseComparison(filter.duration_filter().comparison())};
      return out;
    case Case::kNotHealthCheckFilter:
      out->filter_specifier = access_log::NotHealthCheckFilter{};
      return out;
    case Case::kTraceableFilter:
      out->filter_specifier = access_log::TraceableFilter{};
      return out;
    case Case::kRuntimeFilter:
      out->filter_specifier =
          access_log::RuntimeFilter{filter.runtime_filter().runtime_key(),
                                    ToFraction(filter.runtime_filter().percent_sampled()),
                                    filter.runtime_filter().use_independent_randomness()};
      return out;
    case Case::kAndFilter: {
      const auto step = scope.Field("and_filter");
      out->filter_specifier =
          access_log::AndFilter{ParseList(filter.and_filter().filters(), scope)};
      return out;
    }
    case Case::kOrFilter: {
      const auto step = scope.Field("or_filter");
      out->filter_specifier = access_log::OrFilter{ParseList(filter.or_filter().filters(), scope)};
      return out;
    }
    case Case::kHeaderFilter: {
      const auto outer = scope.Field("header_filter");
      const auto step = scope.Field("header");
      auto matcher = ParseHeaderMatcher(filter.header_filter().header(), scope);
      if (!matcher.has_value()) return nullptr;
      out->filter_specifier = access_log::HeaderFilter{*std::move(matcher)};
      return out;
    }
    case Case::kResponseFlagFilter:
      out->filter_specifier = ParseFlags(filter.response_flag_filter());
      return out;
    case Case::kGrpcStatusFilter:
      out->filter_specifier = ParseGrpc(filter.grpc_status_filter());
      return out;
    case Case::kMetadataFilter: {
      const auto outer = scope.Field("metadata_filter");
      const auto step = scope.Field("matcher");
      // Without a matcher no request has the key.
      auto matcher = filter.metadata_filter().has_matcher()
                         ? ParseMetadataMatcher(filter.metadata_filter().matcher(), scope)
                         : matching::MetadataMatcher();
      if (!matcher.has_value()) return nullptr;
      out->filter_specifier = access_log::MetadataFilter{
          *std::move(matcher), ValueOr(filter.metadata_filter().has_match_if_key_not_found(),
                                       filter.metadata_filter().match_if_key_not_found(), true)};
      return out;
    }
    case Case::kLogTypeFilter:
      out->filter_specifier = ParseTypes(filter.log_type_filter());
      return out;
    case Case::kExtensionFilter:
      scope.FailAt("extension_filter", "is not a known extension",
                   filter.extension_filter().name());
      return nullptr;
    case Case::FILTER_SPECIFIER_NOT_SET:
      scope.Fail("must have a filter");
      return nullptr;
  }
  return nullptr;
}

}  // namespace nuncio::config

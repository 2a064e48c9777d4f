// Checks source/access_log/filter.h: which requests each kind of filter lets into a log.

#include "source/access_log/filter.h"

#include <memory>

#include "gtest/gtest.h"
#include "test/format/format_world.h"

namespace nuncio::access_log {
namespace {

using test::FormatWorld;

template <typename Specifier>
bool Logs(const FormatWorld& world, Specifier specifier, const runtime::Values* runtime = nullptr,
          uint64_t random = 0) {
  const format::Input input(world.record);
  return Filter{std::move(specifier)}.Passes({input, random, runtime});
}

TEST(FilterTest, StatusCodesCompare) {
  using Op = Comparison::Op;
  const struct {
    Op op;
    bool below, equal, above;
  } kCases[] = {{Op::kEq, false, true, false},
                {Op::kGe, false, true, true},
                {Op::kLe, true, true, false},
                {Op::kNe, true, false, true}};
  FormatWorld world;
  for (const auto& test : kCases) {
    const StatusCodeFilter filter{{test.op, 404, ""}};
    world.record.response_code = 403;
    EXPECT_EQ(Logs(world, filter), test.below);
    world.record.response_code = 404;
    EXPECT_EQ(Logs(world, filter), test.equal);
    world.record.response_code = 503;
    EXPECT_EQ(Logs(world, filter), test.above);
  }
}

TEST(FilterTest, ARuntimeKeyReplacesABound) {
  runtime::Values values;
  values.entries["bound"].number = 500;
  FormatWorld world;
  world.record.response_code = 404;
  const StatusCodeFilter filter{{Comparison::Op::kGe, 400, "bound"}};
  EXPECT_TRUE(Logs(world, filter));
  EXPECT_FALSE(Logs(world, filter, &values));
}

TEST(FilterTest, DurationsInMilliseconds) {
  FormatWorld world;  // 451 ms
  EXPECT_TRUE(Logs(world, DurationFilter{{Comparison::Op::kGe, 451, ""}}));
  EXPECT_FALSE(Logs(world, DurationFilter{{Comparison::Op::kGe, 452, ""}}));
  world.record.end.reset();
  EXPECT_FALSE(Logs(world, DurationFilter{{Comparison::Op::kGe, 0, ""}}));
}

TEST(FilterTest, HealthChecksAndTraces) {
  FormatWorld world;
  EXPECT_TRUE(Logs(world, NotHealthCheckFilter{}));
  EXPECT_FALSE(Logs(world, TraceableFilter{}));
  world.record.health_check = true;
  world.record.trace_reason = record::TraceReason::kSampling;
  EXPECT_FALSE(Logs(world, NotHealthCheckFilter{}));
  EXPECT_FALSE(Logs(world, TraceableFilter{}));
  world.record.trace_reason = record::TraceReason::kServiceForced;
  EXPECT_TRUE(Logs(world, TraceableFilter{}));
}

TEST(FilterTest, ARuntimeFilterFollowsTheRequestId) {
  const RuntimeFilter half{"", {50, 100}, false};
  FormatWorld world;
  EXPECT_TRUE(Logs(world, half, nullptr, 49));
  EXPECT_FALSE(Logs(world, half, nullptr, 50));
  world.record.request_id = "00000031-31c0-4ae5-9f4c-3ff3aa7d7d18";  // 49
  EXPECT_TRUE(Logs(world, half, nullptr, 50));
  EXPECT_FALSE(Logs(world, RuntimeFilter{"", {50, 100}, true}, nullptr, 50));
  runtime::Values values;
  values.entries["on"].number = 100;
  EXPECT_TRUE(Logs(world, RuntimeFilter{"on", {0, 100}, false}, &values));
}

TEST(FilterTest, AndAndOrNest) {
  const auto filter = [](bool passes) {
    return std::make_shared<const Filter>(
        Filter{StatusCodeFilter{{passes ? Comparison::Op::kEq : Comparison::Op::kNe, 200, ""}}});
  };
  const FormatWorld world;  // 200
  EXPECT_TRUE(Logs(world, AndFilter{{filter(true), filter(true)}}));
  EXPECT_FALSE(Logs(world, AndFilter{{filter(true), filter(false)}}));
  EXPECT_TRUE(Logs(world, OrFilter{{filter(false), filter(true)}}));
  EXPECT_FALSE(Logs(world, OrFilter{{filter(false), filter(false)}}));
  const auto nested =
      std::make_shared<const Filter>(Filter{OrFilter{{filter(false), filter(true)}}});
  EXPECT_TRUE(Logs(world, AndFilter{{filter(true), nested}}));
}

TEST(FilterTest, HeadersOfTheRequest) {
  const HeaderFilter filter{
      matching::HeaderMatcher({"x-log", matching::StringMatcher::Exact("yes")})};
  FormatWorld world;
  EXPECT_FALSE(Logs(world, filter));
  world.request.headers.Add("x-log", "yes");
  EXPECT_TRUE(Logs(world, filter));
  world.record.request = nullptr;
  EXPECT_FALSE(Logs(world, filter));
}

TEST(FilterTest, ResponseFlags) {
  const uint64_t uf = record::ResponseFlags::Bit(record::ResponseFlag::kUpstreamConnectionFailure);
  FormatWorld world;
  EXPECT_FALSE(Logs(world, ResponseFlagFilter{}));
  EXPECT_FALSE(Logs(world, ResponseFlagFilter{uf}));
  world.record.flags.Set(record::ResponseFlag::kNoRouteFound);
  EXPECT_TRUE(Logs(world, ResponseFlagFilter{}));
  EXPECT_FALSE(Logs(world, ResponseFlagFilter{uf}));
  world.record.flags.Set(record::ResponseFlag::kUpstreamConnectionFailure);
  EXPECT_TRUE(Logs(world, ResponseFlagFilter{uf}));
}

TEST(FilterTest, GrpcStatus) {
  FormatWorld world;
  world.response.headers.Add(http::HeaderId::kGrpcStatus, "14");
  EXPECT_TRUE(Logs(world, GrpcStatusFilter{1u << 5 | 1u << 14, false}));
  EXPECT_FALSE(Logs(world, GrpcStatusFilter{1u << 5, false}));
  EXPECT_TRUE(Logs(world, GrpcStatusFilter{1u << 0 | 1u << 5, true}));
  world.response.headers.Set(http::HeaderId::kGrpcStatus, "99");
  EXPECT_FALSE(Logs(world, GrpcStatusFilter{~0u, false}));
}

TEST(FilterTest, Metadata) {
  const matching::MetadataMatcher matcher{"dyn", {"k"}, {matching::StringMatcher::Exact("v")}};
  FormatWorld world;
  EXPECT_TRUE(Logs(world, MetadataFilter{matcher, true}));
  EXPECT_FALSE(Logs(world, MetadataFilter{matcher, false}));
  world.record.MutableDynamicMetadata().Merge("dyn", {{"k", record::Value("v")}});
  EXPECT_TRUE(Logs(world, MetadataFilter{matcher, false}));
  world.record.MutableDynamicMetadata().Merge("dyn", {{"k", record::Value("w")}});
  EXPECT_FALSE(Logs(world, MetadataFilter{matcher, true}));
}

TEST(FilterTest, LogTypes) {
  using record::AccessLogType;
  const uint32_t end = 1u << static_cast<uint32_t>(AccessLogType::kDownstreamEnd);
  FormatWorld world;
  world.record.access_log_type = AccessLogType::kDownstreamEnd;
  EXPECT_TRUE(Logs(world, LogTypeFilter{end, false}));
  EXPECT_FALSE(Logs(world, LogTypeFilter{end, true}));
  world.record.access_log_type = AccessLogType::kDownstreamPeriodic;
  EXPECT_FALSE(Logs(world, LogTypeFilter{end, false}));
}

}  // namespace
}  // namespace nuncio::access_log

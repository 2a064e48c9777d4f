// Checks source/record/request_record.h: what comes to exist when, and what a failure leaves.

#include "source/record/request_record.h"

#include <memory>

#include "gtest/gtest.h"
#include "source/record/details.h"

namespace nuncio::record {
namespace {

TEST(RequestRecordTest, StateAndMetadataComeToExistWhenTheyAreWritten) {
  base::Arena arena;
  ConnectionRecord connection;
  RequestRecord record(arena, connection);
  EXPECT_EQ(record.dynamic_metadata(), nullptr);
  EXPECT_EQ(record.filter_state(), &connection.filter_state);
  EXPECT_EQ(arena.used(), 0u);

  record.MutableDynamicMetadata().Merge("ns", Struct{{"k", Value("v")}});
  ASSERT_NE(record.dynamic_metadata(), nullptr);
  EXPECT_NE(FindStruct(*record.dynamic_metadata(), "ns"), nullptr);
}

TEST(RequestRecordTest, ARequestSeesTheObjectsOfItsConnection) {
  base::Arena arena;
  ConnectionRecord connection;
  connection.filter_state.Set("sni", std::make_shared<TextObject>("a.example"));
  RequestRecord record(arena, connection);
  EXPECT_TRUE(record.MutableFilterState().Set("own", std::make_shared<TextObject>("1"), false));
  EXPECT_EQ(record.filter_state()->FindAs<TextObject>("sni")->text(), "a.example");
  EXPECT_EQ(connection.filter_state.Find("own"), nullptr);
  EXPECT_EQ(record.filter_state()->Find("none"), nullptr);
  EXPECT_EQ(*record.filter_state()->Find("own")->Text(), "1");
  EXPECT_EQ(record.filter_state()->Find("own")->Json(), Value("1"));
}

TEST(RequestRecordTest, AReadOnlyObjectIsNotReplaced) {
  FilterState state;
  EXPECT_TRUE(state.Set("a", std::make_shared<TextObject>("1"), /*read_only=*/false));
  EXPECT_TRUE(state.Set("a", std::make_shared<TextObject>("2"), /*read_only=*/true));
  EXPECT_FALSE(state.Set("a", std::make_shared<TextObject>("3")));
  EXPECT_EQ(*state.Find("a")->Text(), "2");
  EXPECT_EQ(state.entries().size(), 1u);
}

TEST(RequestRecordTest, AFailureIsAFlagAndItsDetails) {
  base::Arena arena;
  ConnectionRecord connection;
  RequestRecord record(arena, connection);
  record.Fail(ResponseFlag::kNoRouteFound, details::kRouteNotFound);
  EXPECT_TRUE(record.flags.Has(ResponseFlag::kNoRouteFound));
  EXPECT_EQ(record.response_code_details, "route_not_found");
  EXPECT_EQ(ToString(record.access_log_type), "NotSet");
}

}  // namespace
}  // namespace nuncio::record

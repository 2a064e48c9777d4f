// Which field names a resource, where that is not `name`.

#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "gtest/gtest.h"
#include "source/config/resource_types.h"
#include "test/config/field_table.h"

namespace nuncio::config {
namespace {

TEST(HonouredResourceNamesTest, Endpoints) {
  using Message = ::envoy::config::endpoint::v3::ClusterLoadAssignment;
  const FieldTable<Message> table = {
      "envoy.config.endpoint.v3.ClusterLoadAssignment.", "cluster_name: a",
      [](const Message& message, Scope& scope, Lines& lines) {
        const schema::Validator validator;
        schema::HonouredReport honoured({});
        const ResourceTypes types({scope.environment(), validator, honoured});
        const auto decoded = types.endpoints().decode(message.SerializeAsString());
        EXPECT_TRUE(decoded.status.ok()) << decoded.status;
        lines.Add("name", decoded.name);
      }};
  table.Check({{"cluster_name", "cluster_name: b", "name b"}});
}

}  // namespace
}  // namespace nuncio::config

// Compares the messages that were compiled with the tables that they were made from, row by row.

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "source/schema/config_error.h"
#include "source/schema/validator.h"
#include "test/api/fact_rows.h"

namespace nuncio::api {
namespace {

namespace pb = google::protobuf;

// The rows of all tables, by the path of the .proto file that they describe.
std::map<std::string, std::set<std::string>> ReadTables() {
  std::map<std::string, std::set<std::string>> tables;
  for (const auto& entry : std::filesystem::directory_iterator("test/api/facts")) {
    std::ifstream in(entry.path());
    for (std::string line; std::getline(in, line);) {
      tables[line.substr(line.rfind('\t') + 1)].insert(Normalized(line));
    }
  }
  return tables;
}

std::string Missing(const std::set<std::string>& from, const std::set<std::string>& in) {
  std::vector<std::string> missing;
  std::set_difference(in.begin(), in.end(), from.begin(), from.end(), std::back_inserter(missing));
  return absl::StrJoin(missing, "\n");
}

void ForEachMessage(const pb::Descriptor& message,
                    const std::function<void(const pb::Descriptor&)>& visit) {
  visit(message);
  for (int i = 0; i < message.nested_type_count(); ++i)
    ForEachMessage(*message.nested_type(i), visit);
}

TEST(ApiTables, EveryFileSaysWhatItsTableSays) {
  const auto tables = ReadTables();
  ASSERT_GT(tables.size(), 100u);
  for (const auto& [path, rows] : tables) {
    const pb::FileDescriptor* file = pb::DescriptorPool::generated_pool()->FindFileByName(path);
    ASSERT_NE(file, nullptr) << path << " is not linked into //api:xds_cc";
    const std::vector<std::string> found = RowsOf(*file);
    const std::set<std::string> ours(found.begin(), found.end());
    EXPECT_EQ(Missing(ours, rows), "") << path << " lacks";
    EXPECT_EQ(Missing(rows, ours), "") << path << " has besides";
  }
}

TEST(ApiTables, EveryRuleIsOneThatTheValidatorKnowsForItsType) {
  const schema::Validator validator;
  for (const auto& [path, rows] : ReadTables()) {
    const pb::FileDescriptor* file = pb::DescriptorPool::generated_pool()->FindFileByName(path);
    ASSERT_NE(file, nullptr) << path;
    for (int i = 0; i < file->message_type_count(); ++i) {
      ForEachMessage(*file->message_type(i), [&](const pb::Descriptor& message) {
        if (message.options().map_entry()) return;
        schema::ConfigErrors errors;
        // Stops the process for a rule that makes no sense.
        validator.Validate(*pb::MessageFactory::generated_factory()->GetPrototype(&message), {},
                           errors);
      });
    }
  }
}

TEST(ApiTables, ParsesQuicklyWhatDiscoveryDecodesInBulk) {
  for (const auto& [path, rows] : ReadTables()) {
    const pb::FileDescriptor* file = pb::DescriptorPool::generated_pool()->FindFileByName(path);
    ASSERT_NE(file, nullptr) << path;
    const std::set<std::string> quick = {"envoy.config.cluster.v3", "envoy.config.core.v3",
                                         "envoy.config.endpoint.v3", "envoy.config.route.v3",
                                         "envoy.service.discovery.v3"};
    const auto mode =
        quick.count(file->package()) > 0 ? pb::FileOptions::SPEED : pb::FileOptions::CODE_SIZE;
    EXPECT_EQ(file->options().optimize_for(), mode) << path;
  }
}

}  // namespace
}  // namespace nuncio::api

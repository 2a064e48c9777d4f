#include "source/config/bootstrap/node_info.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "envoy/config/core/v3/base.pb.h"
#include "source/schema/dump.h"

namespace nuncio::config {
namespace {

void AddExtension(absl::string_view category, const std::string& name, const std::string& type,
                  envoy::config::core::v3::Node& node) {
  auto& extension = *node.add_extensions();
  extension.set_name(name);
  extension.set_category(std::string(category));
  extension.add_type_urls(type);
}

void SetVersion(absl::string_view text, envoy::config::core::v3::BuildVersion& version) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '.');
  uint32_t numbers[3] = {};
  for (size_t i = 0; i < parts.size() && i < 3; ++i) {
    if (!absl::SimpleAtoi(parts[i], &numbers[i])) numbers[i] = 0;
  }
  version.mutable_version()->set_major_number(numbers[0]);
  version.mutable_version()->set_minor_number(numbers[1]);
  version.mutable_version()->set_patch(numbers[2]);
}

}  // namespace

void CompleteNode(const Extensions& extensions, absl::string_view version, BootstrapFile& file) {
  envoy::config::core::v3::Node& node = *file.message.mutable_node();
  node.set_user_agent_name("nuncio");
  SetVersion(version, *node.mutable_user_agent_build_version());
  for (const auto& filter : extensions.network_filters()) {
    AddExtension("envoy.filters.network", filter.name, filter.type, node);
  }
  for (const auto& filter : extensions.http_filters()) {
    AddExtension("envoy.filters.http", filter.name, filter.type, node);
  }
}

std::string NodeJson(const BootstrapFile& file) { return schema::DumpJson(file.message.node()); }

}  // namespace nuncio::config

#include "source/config/bootstrap/bootstrap_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "source/schema/document.h"

namespace nuncio::config {
namespace {

using Bootstrap = ::envoy::config::bootstrap::v3::Bootstrap;

void Fail(std::string rule, schema::ConfigErrors& errors) {
  schema::ConfigError error;
  error.rule = std::move(rule);
  errors.Add(std::move(error));
}

bool ReadText(const std::string& path, std::string& text, schema::ConfigErrors& errors) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  if (file) out << file.rdbuf();
  if (!file || file.bad() || (out.fail() && errno != 0)) {
    Fail(absl::StrCat(path, ": cannot be read: ", std::strerror(errno == 0 ? EISDIR : errno)),
         errors);
    return false;
  }
  text = out.str();
  return true;
}

bool ReadInto(absl::string_view text, const BootstrapFileOptions& options, std::string name,
              schema::DocumentFormat format, BootstrapFile& file, schema::ConfigErrors& errors) {
  schema::DocumentOptions document;
  document.file = std::move(name);
  document.format = format;
  document.unknown_fields = options.allow_unknown_fields ? schema::UnknownFields::kReport
                                                         : schema::UnknownFields::kRefuse;
  schema::DocumentResult result;
  Bootstrap message;
  const bool read = schema::ReadDocument(text, document, message, result);
  errors.Append(std::move(result.errors));
  file.warnings.Append(std::move(result.warnings));
  file.unknown_fields += result.unknown_fields.count();
  file.warnings.Append(std::move(result.unknown_fields));
  if (!read) return false;
  const bool first = file.message.ByteSizeLong() == 0;
  file.message.MergeFrom(message);
  if (first) file.positions = std::move(result.positions);
  return true;
}

void OverrideNode(const BootstrapFileOptions& options, Bootstrap& message) {
  if (!options.service_node.empty()) message.mutable_node()->set_id(options.service_node);
  if (!options.service_cluster.empty()) {
    message.mutable_node()->set_cluster(options.service_cluster);
  }
  if (!options.service_zone.empty()) {
    message.mutable_node()->mutable_locality()->set_zone(options.service_zone);
  }
}

}  // namespace

bool ReadBootstrap(const BootstrapFileOptions& options, BootstrapFile& file,
                   schema::ConfigErrors& errors) {
  if (options.path.empty() && options.yaml.empty()) {
    Fail("a configuration must be given: --config-path or --config-yaml", errors);
    return false;
  }
  if (!options.path.empty()) {
    std::string text;
    if (!ReadText(options.path, text, errors)) return false;
    if (!ReadInto(text, options, options.path, schema::FormatOfFile(options.path), file, errors)) {
      return false;
    }
  }
  if (!options.yaml.empty() && !ReadInto(options.yaml, options, "--config-yaml",
                                         schema::DocumentFormat::kYaml, file, errors)) {
    return false;
  }
  OverrideNode(options, file.message);
  return true;
}

}  // namespace nuncio::config

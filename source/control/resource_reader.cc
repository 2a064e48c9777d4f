#include "source/control/resource_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "envoy/service/discovery/v3/discovery.pb.h"
#include "source/control/resource_name.h"
#include "source/schema/document.h"
#include "source/schema/type_registry.h"

namespace nuncio::control {

ResourceReader::ResourceReader(std::function<void(absl::string_view)> warn, ResourceChecker check)
    : honoured_({.refuse_not_honoured = false, .allow_disallowed = false, .warn = std::move(warn)}),
      check_(std::move(check)) {}

void ResourceReader::Read(const std::string& file, absl::string_view text,
                          LoadedResources& loaded) {
  schema::DocumentOptions options;
  options.file = file;
  options.format = schema::FormatOfFile(file);
  options.refuse_more_documents = true;
  schema::DocumentResult result;
  envoy::service::discovery::v3::DiscoveryResponse response;
  const bool readable = schema::ReadDocument(text, options, response, result);
  loaded.warnings.Append(std::move(result.warnings));
  if (!readable) return loaded.errors.Append(std::move(result.errors));
  for (int i = 0; i < response.resources_size(); ++i) {
    ReadOne(response.resources(i), absl::StrCat("resources[", i, "]"), result.positions, loaded);
  }
}

void ResourceReader::ReadOne(const google::protobuf::Any& any, const std::string& path,
                             const schema::DocumentPositions& positions, LoadedResources& loaded) {
  const std::string type(schema::TypeNameOfUrl(any.type_url()));
  const auto fail = [&](std::string field_path, std::string rule, std::string value) {
    loaded.errors.Add({.resource = {type, ""},
                       .field_path = std::move(field_path),
                       .rule = std::move(rule),
                       .value = std::move(value),
                       .position = positions.Find(path)});
  };
  schema::Unpacked unpacked = schema::Unpack(any);
  if (unpacked.result != schema::UnpackResult::kOk) {
    return fail(path, "must be a resource of a known type", schema::QuoteValue(any.type_url()));
  }
  const std::optional<std::string> name = NameOfResource(any.type_url(), *unpacked.message);
  if (!name) {
    return fail(path, absl::StrCat("must be one of ", NamesOfTypes()),
                schema::QuoteValue(any.type_url()));
  }
  if (name->empty()) return fail(path, "must have a name", "");

  const schema::ResourceId id{type, *name};
  schema::ConfigErrors errors;
  validator_.Validate(*unpacked.message, id, errors);
  honoured_.Check(*unpacked.message, id, errors);
  if (errors.empty() && check_) check_(any.type_url(), *unpacked.message, id, errors);
  positions.Annotate(errors, absl::StrCat(path, "<", type, ">"));
  loaded.errors.Append(std::move(errors));
  loaded.resources.push_back(
      {any.type_url(), *name, any.value(), std::move(unpacked.message), positions.Find(path)});
}

}  // namespace nuncio::control

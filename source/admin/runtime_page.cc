#include "source/admin/runtime_page.h"

#include "source/schema/json_writer.h"

namespace nuncio::admin {
namespace {

constexpr absl::string_view kUsage =
    "usage: /runtime_modify?key1=value1&key2=value2&keyN=valueN\n"
    "       or send the parameters as form values\n"
    "use an empty value to remove a previously added override";

void WriteList(const std::vector<std::string>& texts, schema::JsonWriter& json) {
  json.BeginList();
  for (const std::string& text : texts) json.String(text);
  json.EndList();
}

std::string Show(const RuntimeView& view) {
  schema::JsonWriter json(true);
  json.BeginMap();
  json.Key("entries");
  json.BeginMap();
  for (const auto& [key, entry] : view.entries) {
    json.Key(key);
    json.BeginMap();
    json.Key("layer_values");
    WriteList(entry.layer_values, json);
    json.Key("final_value");
    json.String(entry.final_value);
    json.EndMap();
  }
  json.EndMap();
  json.Key("layers");
  WriteList(view.layers, json);
  json.EndMap();
  return json.Take() + "\n";
}

Response Modify(const RuntimePages& what, const Request& request) {
  if (request.query.empty()) return BadRequest(kUsage);
  if (!what.modify(request.query.all())) return {503, "there is no admin layer\n"};
  return {200, "OK\n"};
}

}  // namespace

void AddRuntimePages(const RuntimePages& what, PageBook& pages) {
  pages.Add({"/runtime", "print runtime values", false, [what](const Request&) {
               return Response{200, Show(what.view()), std::string(kJson)};
             }});
  pages.Add({"/runtime_modify", "add or remove runtime values of the admin's layer", true,
             [what](const Request& request) { return Modify(what, request); }});
}

}  // namespace nuncio::admin

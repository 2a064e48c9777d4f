#include "source/server/field_uses_page.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "source/schema/json_writer.h"

namespace nuncio::server {
namespace {

std::string ToJson(const schema::HonouredReport& report) {
  schema::JsonWriter json(true);
  json.BeginList();
  for (const schema::FieldUse& use : report.Uses()) {
    json.BeginMap();
    json.Key("field");
    json.String(absl::StrCat(use.message_type, ".", use.field));
    json.Key("says");
    json.String(schema::ToText(use.concern));
    json.Key("count");
    json.Literal(absl::StrCat(use.count));
    json.Key("last_resource");
    json.String(absl::StrCat(use.last_resource.type, use.last_resource.name.empty() ? "" : " ",
                             use.last_resource.name));
    json.Key("last_path");
    json.String(use.last_path);
    json.EndMap();
  }
  json.EndList();
  return json.Take() + "\n";
}

}  // namespace

void AddFieldUsesPage(const schema::HonouredReport& report, admin::PageBook& pages) {
  pages.Add({"/unsupported_fields",
             "fields of the configuration that this proxy does not act on",
             false,
             [&report](const admin::Request&) {
               return admin::Response{200, ToJson(report), std::string(admin::kJson)};
             },
             {}});
}

}  // namespace nuncio::server

#include "source/admin/json_address.h"

#include "absl/strings/str_cat.h"

namespace nuncio::admin {

void WriteAddress(const network::Address& address, schema::JsonWriter& json) {
  json.BeginMap();
  if (address.is_ip()) {
    json.Key("socket_address");
    json.BeginMap();
    json.Key("address");
    json.String(address.IpText());
    json.Key("port_value");
    json.Literal(absl::StrCat(address.port()));
    json.EndMap();
  } else {
    json.Key("pipe");
    json.BeginMap();
    json.Key("path");
    json.String(address.ToString());
    json.EndMap();
  }
  json.EndMap();
}

}  // namespace nuncio::admin

#include "source/control/status_report.h"

#include "absl/time/time.h"
#include "google/protobuf/struct.pb.h"
#include "source/schema/dump.h"
#include "source/xds/resource_type.h"

namespace nuncio::control {
namespace {

using google::protobuf::ListValue;
using google::protobuf::Struct;
using xds::server::SotwSession;
using xds::server::TypeStatus;

void Set(Struct& out, const std::string& key, absl::string_view value) {
  (*out.mutable_fields())[key].set_string_value(std::string(value));
}
void Set(Struct& out, const std::string& key, double value) {
  (*out.mutable_fields())[key].set_number_value(value);
}
void SetBool(Struct& out, const std::string& key, bool value) {
  (*out.mutable_fields())[key].set_bool_value(value);
}
Struct& Inside(Struct& out, const std::string& key) {
  return *(*out.mutable_fields())[key].mutable_struct_value();
}
ListValue& List(Struct& out, const std::string& key) {
  return *(*out.mutable_fields())[key].mutable_list_value();
}

// Leaves out what never was.
void SetTime(Struct& out, const std::string& key, base::WallTime time) {
  if (time == base::WallTime{}) return;
  const absl::Time text = absl::FromUnixNanos(time.time_since_epoch().count());
  Set(out, key, absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", text, absl::UTCTimeZone()));
}

void SetVersion(Struct& out, const std::string& what, const std::string& version,
                base::WallTime time) {
  if (version.empty()) return;
  Set(out, what + "_version", version);
  SetTime(out, what + "_at", time);
}

void FillType(const xds::server::TypeSession& session, const Catalog& catalog, Struct& out) {
  const TypeStatus& type = session.status();
  Set(out, "type", xds::ServiceName(type.type_url));
  Set(out, "type_url", type.type_url);
  ListValue& names = List(out, "names");
  if (type.all) names.add_values()->set_string_value("*");
  for (const std::string& name : type.names) names.add_values()->set_string_value(name);
  SetVersion(out, "sent", type.sent_version, type.sent_at);
  SetVersion(out, "accepted", type.accepted_version, type.accepted_at);
  SetVersion(out, "refused", type.refused_version, type.refused_at);
  if (!type.refused_version.empty()) Set(out, "refused_reason", type.refused_reason);
  SetBool(out, "up_to_date", catalog.snapshot() != nullptr && session.HasAll(*catalog.snapshot()));
}

void FillProxy(const SotwSession& session, const Catalog& catalog, Struct& out) {
  Set(out, "node_id", session.node_id());
  Set(out, "node_cluster", session.node_cluster());
  Set(out, "peer", session.peer());
  ListValue& types = List(out, "types");
  for (const auto& type : session.types()) {
    FillType(*type, catalog, *types.add_values()->mutable_struct_value());
  }
}

void FillServed(const Catalog& catalog, Struct& out) {
  const CatalogStatus& status = catalog.status();
  Set(out, "directory", catalog.directory());
  SetTime(out, "read_at", status.read_at);
  SetTime(out, "applied_at", status.applied_at);
  Set(out, "errors", status.errors);
  Set(out, "warnings", static_cast<double>(status.warnings));
  if (catalog.snapshot() == nullptr) return;
  Set(out, "generation", static_cast<double>(catalog.snapshot()->generation()));
  Struct& types = Inside(out, "types");
  for (const auto& [type_url, type] : catalog.snapshot()->types()) {
    Struct& inside = Inside(types, std::string(xds::ServiceName(type_url)));
    Set(inside, "version", type.version);
    Set(inside, "resources", static_cast<double>(type.resources.size()));
  }
}

}  // namespace

std::string StatusJson(const Catalog& catalog, const Delivery& delivery) {
  Struct status;
  FillServed(catalog, Inside(status, "served"));
  ListValue& proxies = List(status, "proxies");
  for (const SotwSession* session : delivery.Sessions()) {
    FillProxy(*session, catalog, *proxies.add_values()->mutable_struct_value());
  }
  return schema::DumpJson(status);
}

}  // namespace nuncio::control

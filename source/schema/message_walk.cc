#include "source/schema/message_walk.h"

#include "absl/strings/str_cat.h"

namespace nuncio::schema {

namespace pb = google::protobuf;

bool IsWrapper(const pb::Descriptor& type) {
  return type.well_known_type() >= pb::Descriptor::WELLKNOWNTYPE_DOUBLEVALUE &&
         type.well_known_type() <= pb::Descriptor::WELLKNOWNTYPE_BOOLVALUE;
}

bool IsWellKnownValue(const pb::Descriptor& type) {
  return type.well_known_type() != pb::Descriptor::WELLKNOWNTYPE_UNSPECIFIED &&
         type.well_known_type() != pb::Descriptor::WELLKNOWNTYPE_ANY;
}

std::string MapKeyText(const pb::Message& entry) {
  const pb::FieldDescriptor* key = entry.GetDescriptor()->map_key();
  const pb::Reflection& reflection = *entry.GetReflection();
  switch (key->cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetString(entry, key);
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(entry, key) ? "true" : "false";
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection.GetInt32(entry, key));
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection.GetInt64(entry, key));
    case pb::FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(reflection.GetUInt32(entry, key));
    default:  // keys are strings, booleans or integers: this is the last kind
      return absl::StrCat(reflection.GetUInt64(entry, key));
  }
}

}  // namespace nuncio::schema

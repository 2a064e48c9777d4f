#ifndef NUNCIO_SOURCE_SCHEMA_FIELD_OPTIONS_H_
#define NUNCIO_SOURCE_SCHEMA_FIELD_OPTIONS_H_

#include <google/protobuf/descriptor.h>

#include "nuncio/schema/v1/options.pb.h"

// What api/ says about a field beyond its type, in one place.
namespace nuncio::schema {

inline bool IsSensitive(const google::protobuf::FieldDescriptor& field) {
  return field.options().GetExtension(v1::sensitive_value);
}

inline bool IsHonoured(const google::protobuf::FieldDescriptor& field) {
  return field.options().GetExtension(v1::honoured);
}

inline bool NeglectIsRefused(const google::protobuf::FieldDescriptor& field) {
  return field.options().GetExtension(v1::neglect) == v1::NEGLECT_REFUSED;
}

inline const v1::Rules& RulesOf(const google::protobuf::FieldDescriptor& field) {
  return field.options().GetExtension(v1::rules);
}

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_FIELD_OPTIONS_H_

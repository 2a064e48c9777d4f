#ifndef NUNCIO_SOURCE_CONFIG_SHARED_EXTENSION_TYPE_H_
#define NUNCIO_SOURCE_CONFIG_SHARED_EXTENSION_TYPE_H_

#include "google/protobuf/any.pb.h"
#include "source/config/shared/scope.h"
#include "source/schema/type_registry.h"

namespace nuncio::config {

// Whether an extension's configuration is of that type.
template <typename Message>
bool HoldsA(const google::protobuf::Any& any) {
  return schema::TypeNameOfUrl(any.type_url()) == Message::descriptor()->full_name();
}

// The message of an extension whose type was looked at; false, with a complaint, where the bytes
// are not of it.
template <typename Message>
bool UnpackTo(const google::protobuf::Any& any, Message& message, Scope& scope) {
  if (any.UnpackTo(&message)) return true;
  scope.Fail("must hold a message of its type", Message::descriptor()->full_name());
  return false;
}

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SHARED_EXTENSION_TYPE_H_

#ifndef NUNCIO_SOURCE_SCHEMA_NAME_SUGGESTION_H_
#define NUNCIO_SOURCE_SCHEMA_NAME_SUGGESTION_H_

#include <string>

#include "absl/strings/string_view.h"

namespace google::protobuf {
class Descriptor;
}  // namespace google::protobuf

namespace nuncio::schema {

// The field of `type` that somebody who wrote `name` probably meant: at most two letters off, and
// the nearest such; empty where there is none.
std::string SuggestField(absl::string_view name, const google::protobuf::Descriptor& type);

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_NAME_SUGGESTION_H_

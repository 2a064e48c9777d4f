#ifndef NUNCIO_SOURCE_SCHEMA_FIELD_MASK_H_
#define NUNCIO_SOURCE_SCHEMA_FIELD_MASK_H_

#include <memory>
#include <vector>

#include "absl/strings/string_view.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

// Parts of messages, for people who ask for some fields only.
namespace nuncio::schema {

// Clears what is not named by the mask: paths of field names with dots, separated by commas. A path
// leads on into an Any whose type is known. False when no path names fields of the message; it is
// then unspecified.
bool KeepFields(absl::string_view mask, google::protobuf::Message& message);

enum class TakeResult { kTaken, kUnknown, kNoList };

// Moves the elements of the repeated message field `field` out of the first message that has a
// field of that name.
TakeResult TakeElements(absl::string_view field,
                        const std::vector<std::unique_ptr<google::protobuf::Message>>& messages,
                        std::vector<std::unique_ptr<google::protobuf::Message>>& elements);

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_FIELD_MASK_H_

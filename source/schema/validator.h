#ifndef NUNCIO_SOURCE_SCHEMA_VALIDATOR_H_
#define NUNCIO_SOURCE_SCHEMA_VALIDATOR_H_

#include <memory>
#include <string>
#include <vector>

#include "source/schema/config_error.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace nuncio::schema {

class PlanBook;

// An Any whose type is not linked in: nobody looked inside.
struct UnknownAny {
  std::string field_path;
  std::string type_url;
};

struct UnknownParts {
  std::vector<UnknownAny> types;
  // In TypedStructs, where fields have names; those of messages: schema/unknown_fields.h.
  ConfigErrors fields;
};

// Checks a message against the rules that stand as options in its .proto (nuncio.schema.v1.rules),
// all the way down, also inside each Any whose type is known, be it in a TypedStruct.
// docs/reference/validation.md says what each rule means.
//
// One object serves a process; main owns it. Validate may be called from any thread at the same
// time: what is to be checked of a type is worked out on its first use and kept, under a mutex that
// is taken once per call and once per Any.
class Validator {
 public:
  Validator();
  ~Validator();
  Validator(const Validator&) = delete;
  Validator& operator=(const Validator&) = delete;

  // Adds every broken rule to `errors`, and to `unknown`, when given, what the api/ does not know;
  // unknown fields are errors otherwise. True when nothing was added to `errors`.
  bool Validate(const google::protobuf::Message& message, const ResourceId& resource,
                ConfigErrors& errors, UnknownParts* unknown = nullptr) const;

 private:
  const std::unique_ptr<PlanBook> plans_;
};

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_VALIDATOR_H_

#ifndef SOURCE_SCHEMA_VALIDATOR_H_
#define SOURCE_SCHEMA_VALIDATOR_H_

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "source/schema/config_error.h"

namespace google::protobuf {
class Descriptor;
class Message;
}  // namespace google::protobuf

namespace nuncio::schema {

class MessagePlan;

// An Any whose type is not linked in: nobody looked inside.
struct UnknownAny {
  std::string field_path;
  std::string type_url;
};

// Checks a message against the rules that stand as options in its .proto (nuncio.schema.v1.rules),
// all the way down, also inside each Any whose type is known. docs/reference/validation.md says
// what each rule means.
//
// One object serves a process; main owns it. Validate may be called from any thread at the same
// time: the plans, one per message type and made on first use, are guarded by a mutex that is taken
// once per message and once per Any.
class Validator {
 public:
  Validator();
  ~Validator();
  Validator(const Validator&) = delete;
  Validator& operator=(const Validator&) = delete;

  // Adds every broken rule to `errors`, and to `unknown`, when given, every Any of unknown type.
  // True when no rule is broken.
  bool Validate(const google::protobuf::Message& message, const ResourceId& resource,
                ConfigErrors& errors, std::vector<UnknownAny>* unknown = nullptr) const;

 private:
  friend class ValidationWalk;

  const MessagePlan& PlanFor(const google::protobuf::Descriptor& type) const;
  MessagePlan& Build(const google::protobuf::Descriptor& type) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable std::mutex mutex_;
  mutable absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<MessagePlan>>
      plans_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace nuncio::schema

#endif  // SOURCE_SCHEMA_VALIDATOR_H_

#ifndef NUNCIO_SOURCE_SCHEMA_HONOURED_H_
#define NUNCIO_SOURCE_SCHEMA_HONOURED_H_

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "source/schema/config_error.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

// Which set fields of a resource the proxy does not act on. Nothing that an operator wrote is
// dropped silently: it is reported or refused.
namespace nuncio::schema {

enum class FieldConcern {
  kNotHonoured,     // no option `honoured`: has no effect
  kNeglectRefused,  // the same, and its neglect would weaken security: always refused
  kDeprecated,      // works, and will go
  kDisallowed,      // deprecated so long that it is refused unless the operator opts in
  kWorkInProgress,  // unfinished upstream: works, may change
};

// "is deprecated".
const char* ToText(FieldConcern concern);

// One set field of one resource.
struct FieldFinding {
  FieldConcern concern;
  std::string message_type;  // full name of the message that holds the field
  std::string field;         // its name there
  std::string field_path;    // in the resource
};

// Walks everything that is set in `message`. A field counts as set when it is present, differs from
// its default, or has elements. Below an honoured message-typed field the walk goes on (into an Any
// by its type, where it is known); a field that is not honoured is reported once and not entered.
// Well-known types are values. Thread-safe.
std::vector<FieldFinding> FindConcerns(const google::protobuf::Message& message);

struct HonouredOptions {
  // --reject-unsupported-fields: a field that has no effect is an error.
  bool refuse_not_honoured = false;
  // The operator's opt-in to fields that are disallowed by default.
  bool allow_disallowed = false;
  // --skip-deprecated-logs: nobody is warned of fields that are merely deprecated.
  bool skip_deprecated = false;
  // Called with one line for each (type, field, concern), the first time only; from the thread that
  // calls Check, without a lock held. May be empty.
  std::function<void(absl::string_view)> warn;
};

// What one field of one message type has been seen for, over all resources.
struct FieldUse {
  FieldConcern concern;
  std::string message_type;
  std::string field;
  uint64_t count = 0;        // times it was found set
  ResourceId last_resource;  // where it was found last
  std::string last_path;
};

// The process's book of such fields. main owns it; every member may be called from any thread.
class HonouredReport {
 public:
  explicit HonouredReport(HonouredOptions options);

  // Notes the concerns of one received resource, and adds to `errors` those that refuse it. True
  // when none does.
  bool Check(const google::protobuf::Message& message, const ResourceId& resource,
             ConfigErrors& errors);

  // Every field noted so far, sorted by type and name.
  std::vector<FieldUse> Uses() const;
  // How often fields were set that have no effect.
  uint64_t not_honoured() const;

 private:
  bool Refuses(FieldConcern concern) const;
  bool Silent(FieldConcern concern) const;
  // True when this is the first time.
  bool Note(const FieldFinding& finding, const ResourceId& resource);

  const HonouredOptions options_;

  mutable std::mutex mutex_;
  // Guarded by mutex_. By message type and field; one field may have several concerns.
  std::map<std::pair<std::string, std::string>, std::map<FieldConcern, FieldUse>> uses_;
  uint64_t not_honoured_ = 0;  // guarded by mutex_
};

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_HONOURED_H_

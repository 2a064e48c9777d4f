#ifndef NUNCIO_SOURCE_SCHEMA_VALIDATION_PLAN_H_
#define NUNCIO_SOURCE_SCHEMA_VALIDATION_PLAN_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "source/schema/value_rules.h"

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
class OneofDescriptor;
}  // namespace google::protobuf

namespace nuncio::schema {

struct MessagePlan;

// What is to be checked of one field. Immutable once its book has handed it out.
struct FieldPlan {
  const google::protobuf::FieldDescriptor* field = nullptr;
  bool required = false;
  bool sensitive = false;
  bool ignore_empty = false;  // of a list or a map: its rules are waived where it has no element
  // How many elements or entries.
  std::optional<uint64_t> min_count, max_count;
  bool unique = false;
  std::unique_ptr<ValueRules> value;  // of a singular field, or of each element
  std::unique_ptr<ValueRules> keys;   // of a map
  std::unique_ptr<ValueRules> values;
  // Of the messages in the field, or in the values of a map; null where nothing is to be checked.
  const MessagePlan* child = nullptr;
};

// What is to be checked of one message type. An Any has no plan of its own: `is_any` sends the walk
// to the plan of what it holds.
struct MessagePlan {
  bool is_any = false;
  bool needed = false;  // there is something to check here or further down
  std::vector<FieldPlan> fields;
  std::vector<const google::protobuf::OneofDescriptor*> required_oneofs;
};

// All plans of a process, made when a type is first asked for. Thread-safe; a plan lives as long as
// its book.
class PlanBook {
 public:
  const MessagePlan& Find(const google::protobuf::Descriptor& type);

 private:
  // These hold the mutex.
  MessagePlan& Build(const google::protobuf::Descriptor& type);
  FieldPlan BuildField(const google::protobuf::FieldDescriptor& field);
  void FindNeeded();

  std::mutex mutex_;
  // Guarded by mutex_.
  absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<MessagePlan>> plans_;
  // Made since FindNeeded last ran.
  std::vector<MessagePlan*> fresh_;
};

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_VALIDATION_PLAN_H_

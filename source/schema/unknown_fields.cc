#include "source/schema/unknown_fields.h"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/unknown_field_set.h>

#include "source/schema/message_walk.h"
#include "source/schema/type_registry.h"

namespace nuncio::schema {
namespace {

namespace pb = google::protobuf;

class UnknownFieldWalk {
 public:
  void Visit(const pb::Message& message, int any_depth) {
    if (const pb::Any* any = AsAny(message)) return VisitAny(*any, any_depth);
    Note(message);
    std::vector<const pb::FieldDescriptor*> set;
    message.GetReflection()->ListFields(message, &set);
    for (const pb::FieldDescriptor* field : set) {
      ForEachMessage(message, *field, path_,
                     [&](const pb::Message& child) { Visit(child, any_depth); });
    }
  }

  std::vector<UnknownField> Take() { return std::move(found_); }

 private:
  void VisitAny(const pb::Any& any, int any_depth) {
    if (any_depth == kMaxAnyDepth) return;
    const Unpacked inner = Unpack(any);
    if (inner.message == nullptr) return;
    const FieldPath::Step step = path_.Type(inner.message->GetDescriptor()->full_name());
    Visit(*inner.message, any_depth + 1);
  }

  void Note(const pb::Message& message) {
    const pb::UnknownFieldSet& unknown = message.GetReflection()->GetUnknownFields(message);
    for (int i = 0; i < unknown.field_count(); ++i) {
      found_.push_back(
          {path_.ToString(), message.GetDescriptor()->full_name(), unknown.field(i).number()});
    }
  }

  FieldPath path_;
  std::vector<UnknownField> found_;
};

}  // namespace

std::vector<UnknownField> FindUnknownFields(const pb::Message& message) {
  UnknownFieldWalk walk;
  walk.Visit(message, 0);
  return walk.Take();
}

}  // namespace nuncio::schema

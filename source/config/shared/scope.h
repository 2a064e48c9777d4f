#ifndef NUNCIO_SOURCE_CONFIG_SHARED_SCOPE_H_
#define NUNCIO_SOURCE_CONFIG_SHARED_SCOPE_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "source/config/shared/cluster_references.h"
#include "source/config/shared/environment.h"
#include "source/schema/config_error.h"
#include "source/schema/field_path.h"
#include "source/schema/typed_struct.h"

namespace nuncio::config {

// Where a parser stands in a resource, and where it complains.
//
// A parser takes a message and the scope, and returns what it made of the message. What is wrong is
// reported with Fail; the parser then goes on as well as it can, so that one reading finds all
// mistakes. The result counts only if nothing was reported. Made on the stack of whoever reads one
// resource; one thread.
class Scope {
 public:
  // All outlive it.
  Scope(const Environment& environment, schema::ResourceId resource, schema::ConfigErrors& errors)
      : environment_(environment), resource_(std::move(resource)), errors_(errors) {}

  // One step down, for as long as the result lives.
  [[nodiscard]] schema::FieldPath::Step Field(absl::string_view name) { return path_.Field(name); }
  [[nodiscard]] schema::FieldPath::Step Index(size_t index) { return path_.Index(index); }
  [[nodiscard]] schema::FieldPath::Step Key(absl::string_view key) { return path_.Key(key); }
  [[nodiscard]] schema::FieldPath::Step Type(absl::string_view type) { return path_.Type(type); }

  // Reports what is wrong here: the rule ("must be …", "is not supported"), and the value.
  void Fail(absl::string_view rule, absl::string_view value = {}, absl::string_view hint = {});
  // The same for a field below.
  void FailAt(absl::string_view field, absl::string_view rule, absl::string_view value = {},
              absl::string_view hint = {});

  // Clusters that must exist when the resource comes into force: whoever brings it there looks.
  void RequireClusters(const std::vector<ClusterReference>& clusters) {
    required_clusters_.insert(required_clusters_.end(), clusters.begin(), clusters.end());
  }
  std::vector<ClusterReference> TakeRequiredClusters() {
    return std::exchange(required_clusters_, {});
  }

  // The message that a TypedStruct here stands for.
  schema::StructContent UnpackStruct(const google::protobuf::Any& any) {
    return schema::UnpackStruct(any, resource_, path_);
  }

  const Environment& environment() const { return environment_; }
  const schema::ResourceId& resource() const { return resource_; }
  schema::ConfigErrors& errors() { return errors_; }
  std::string PathText() const { return path_.ToString(); }

 private:
  const Environment& environment_;
  const schema::ResourceId resource_;
  schema::ConfigErrors& errors_;
  schema::FieldPath path_;
  std::vector<ClusterReference> required_clusters_;
};

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SHARED_SCOPE_H_

#ifndef NUNCIO_SOURCE_SCHEMA_FIELD_PATH_H_
#define NUNCIO_SOURCE_SCHEMA_FIELD_PATH_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

// Where a field stands in a resource, as people read it:
//   virtual_hosts[0].routes[2].match.prefix
//   metadata.filter_metadata["envoy.lb"]
//   filters[0].typed_config<envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy>.stat_prefix
// Everything that walks a message keeps one path, pushes a step on the way down and pops it on the
// way up; the text is made only where there is something to report.
namespace nuncio::schema {

// A stack of steps. It borrows the names it is given: they live at least until the step is popped
// (names of descriptors and keys of the message being walked do). For one thread.
class FieldPath {
 public:
  // A step that is popped at the end of the scope.
  class Step {
   public:
    explicit Step(FieldPath& path) : path_(path) {}
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;
    ~Step() { path_.steps_.pop_back(); }

   private:
    FieldPath& path_;
  };

  [[nodiscard]] Step Field(absl::string_view name) { return Push({Kind::kField, name, 0}); }
  [[nodiscard]] Step Index(size_t index) { return Push({Kind::kIndex, {}, index}); }
  [[nodiscard]] Step Key(absl::string_view key) { return Push({Kind::kKey, key, 0}); }
  // Into the message that an Any holds. The type is a full message name, not a type URL.
  [[nodiscard]] Step Type(absl::string_view type) { return Push({Kind::kType, type, 0}); }

  size_t depth() const { return steps_.size(); }
  bool empty() const { return steps_.empty(); }
  std::string ToString() const;

 private:
  enum class Kind { kField, kIndex, kKey, kType };
  struct Part {
    Kind kind;
    absl::string_view name;
    size_t index;
  };

  Step Push(Part part) {
    steps_.push_back(part);
    return Step(*this);
  }

  std::vector<Part> steps_;
};

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_FIELD_PATH_H_

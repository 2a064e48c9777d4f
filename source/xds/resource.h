#ifndef NUNCIO_SOURCE_XDS_RESOURCE_H_
#define NUNCIO_SOURCE_XDS_RESOURCE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "source/base/clock.h"

// What discovery hands to the rest: finished, immutable resources with their origin. What a
// resource means is not known here; its owner decodes it (xds/resource_type.h).
namespace nuncio::xds {

// Where a resource came from, and when. Times are the wall clock's.
struct Origin {
  std::string version;      // of the answer that brought it last changed
  uint64_t generation = 0;  // one count for the whole process; rises with each changed resource
  base::WallTime received{};
  base::WallTime validated{};
};

// One accepted version of one resource. Immutable once shared; any thread may read it.
struct Resource {
  std::string name;
  std::string bytes;  // as they came: the message without its Any
  Origin origin;
  std::shared_ptr<const void> object;  // what ResourceType::decode made of the bytes

  // The decoded object; T is what the type's decode function made.
  template <class T>
  std::shared_ptr<const T> As() const {
    return std::static_pointer_cast<const T>(object);
  }
};

using ResourceRef = std::shared_ptr<const Resource>;

// Why one resource of an answer is not taken. The one before it stays in force.
struct Refusal {
  std::string name;    // empty where the bytes did not even tell a name
  std::string reason;  // with the resource's name, the field path, the rule and the value
};

}  // namespace nuncio::xds

#endif  // NUNCIO_SOURCE_XDS_RESOURCE_H_

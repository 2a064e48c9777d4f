#ifndef NUNCIO_SOURCE_CONTROL_RESOURCE_READER_H_
#define NUNCIO_SOURCE_CONTROL_RESOURCE_READER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/message.h"
#include "source/schema/config_error.h"
#include "source/schema/document_positions.h"
#include "source/schema/honoured.h"
#include "source/schema/validator.h"

namespace nuncio::control {

// A resource as an operator wrote it: checked, and where it stands.
struct LoadedResource {
  std::string type_url;
  std::string name;
  std::string bytes;
  std::shared_ptr<const google::protobuf::Message> message;  // the same, decoded
  schema::SourcePosition position;
};

// All resources of a file or of several, and what is wrong with them. The resources count only when
// there are no errors.
struct LoadedResources {
  std::vector<LoadedResource> resources;
  schema::ConfigErrors errors;
  schema::ConfigErrors warnings;
};

// Looks at one resource with more than the rules of its fields, as the proxy would.
using ResourceChecker =
    std::function<void(absl::string_view type_url, const google::protobuf::Message& message,
                       const schema::ResourceId& resource, schema::ConfigErrors& errors)>;

// Reads files in the form of a discovery response, whose `resources` may be of any types, and
// checks them with what the proxy itself checks them with. Owned by the control plane; one thread.
class ResourceReader {
 public:
  // `warn` hears once of each field that the proxy does not honour. `check` may be empty.
  explicit ResourceReader(std::function<void(absl::string_view)> warn,
                          ResourceChecker check = nullptr);

  // Adds what the text of `file` holds.
  void Read(const std::string& file, absl::string_view text, LoadedResources& loaded);

 private:
  void ReadOne(const google::protobuf::Any& any, const std::string& path,
               const schema::DocumentPositions& positions, LoadedResources& loaded);

  const schema::Validator validator_;
  schema::HonouredReport honoured_;
  const ResourceChecker check_;
};

}  // namespace nuncio::control

#endif  // NUNCIO_SOURCE_CONTROL_RESOURCE_READER_H_

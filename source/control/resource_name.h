#ifndef NUNCIO_SOURCE_CONTROL_RESOURCE_NAME_H_
#define NUNCIO_SOURCE_CONTROL_RESOURCE_NAME_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace nuncio::control {

// The name by which proxies ask for a resource. Nothing when messages of this type are not
// resources. `message` is of the generated class for `type_url`.
std::optional<std::string> NameOfResource(absl::string_view type_url,
                                          const google::protobuf::Message& message);

// The types that are resources, for an error: "Cluster, Listener, ...".
std::string NamesOfTypes();

}  // namespace nuncio::control

#endif  // NUNCIO_SOURCE_CONTROL_RESOURCE_NAME_H_

#ifndef NUNCIO_SOURCE_CONFIG_BOOTSTRAP_NODE_INFO_H_
#define NUNCIO_SOURCE_CONFIG_BOOTSTRAP_NODE_INFO_H_

#include <string>

#include "absl/strings/string_view.h"
#include "source/config/bootstrap/bootstrap_file.h"
#include "source/config/shared/extensions.h"

namespace nuncio::config {

// Adds to the node of the bootstrap what the program is: its name, version and extensions.
void CompleteNode(const Extensions& extensions, absl::string_view version, BootstrapFile& file);

// The node as JSON.
std::string NodeJson(const BootstrapFile& file);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_BOOTSTRAP_NODE_INFO_H_

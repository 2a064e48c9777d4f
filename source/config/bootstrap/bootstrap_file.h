#ifndef NUNCIO_SOURCE_CONFIG_BOOTSTRAP_BOOTSTRAP_FILE_H_
#define NUNCIO_SOURCE_CONFIG_BOOTSTRAP_BOOTSTRAP_FILE_H_

#include <cstddef>
#include <string>

#include "envoy/config/bootstrap/v3/bootstrap.pb.h"
#include "source/schema/config_error.h"
#include "source/schema/document_positions.h"

namespace nuncio::config {

// Where the bootstrap comes from, as the command line says.
struct BootstrapFileOptions {
  std::string path;  // may be empty when there is a text
  std::string yaml;  // merged over the file
  bool allow_unknown_fields = false;
  std::string service_node;
  std::string service_cluster;
  std::string service_zone;
};

struct BootstrapFile {
  envoy::config::bootstrap::v3::Bootstrap message;
  // Of the file; of the text where there is no file.
  schema::DocumentPositions positions;
  // Accepted, yet surely not meant.
  schema::ConfigErrors warnings;
  size_t unknown_fields = 0;  // of them
};

// False when it cannot be read; `errors` then says why. Rules of fields are not looked at.
bool ReadBootstrap(const BootstrapFileOptions& options, BootstrapFile& file,
                   schema::ConfigErrors& errors);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_BOOTSTRAP_BOOTSTRAP_FILE_H_

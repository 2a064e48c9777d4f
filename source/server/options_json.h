#ifndef NUNCIO_SOURCE_SERVER_OPTIONS_JSON_H_
#define NUNCIO_SOURCE_SERVER_OPTIONS_JSON_H_

#include <cstddef>

#include "source/schema/json_writer.h"
#include "source/server/options.h"

namespace nuncio::server {

// The command line as /server_info shows it.
void WriteOptions(const Options& options, size_t workers, schema::JsonWriter& json);

}  // namespace nuncio::server

#endif  // NUNCIO_SOURCE_SERVER_OPTIONS_JSON_H_

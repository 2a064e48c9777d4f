#ifndef NUNCIO_SOURCE_SCHEMA_READER_LIMITS_H_
#define NUNCIO_SOURCE_SCHEMA_READER_LIMITS_H_

#include <cstddef>
#include <string>

#include "source/schema/node.h"

namespace nuncio::schema {

// What bounds a reader of text; the meaning is that of DocumentOptions.
struct ReaderLimits {
  int max_depth = 100;
  size_t max_alias_nodes = 1'000'000;
};

// Why a text could not be read, and where.
struct ReadError {
  std::string reason;
  Place place;
};

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_READER_LIMITS_H_

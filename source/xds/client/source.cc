#include "source/xds/client/source.h"

#include "absl/strings/str_join.h"

namespace nuncio::xds::client {

std::string ToString(const Source& source) {
  if (const auto* grpc = std::get_if<GrpcSource>(&source)) return absl::StrJoin(grpc->targets, ",");
  if (const auto* file = std::get_if<FileSource>(&source)) return file->path;
  return "ADS";
}

}  // namespace nuncio::xds::client

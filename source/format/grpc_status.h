#ifndef NUNCIO_SOURCE_FORMAT_GRPC_STATUS_H_
#define NUNCIO_SOURCE_FORMAT_GRPC_STATUS_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "source/format/input.h"

namespace nuncio::format {

// Whether a request is gRPC: its content type is application/grpc, or that with "+" and more.
bool IsGrpcRequest(const http::RequestHead& head);

// What the response's trailers say, else its headers, else what the HTTP status stands for. None
// without a response.
absl::optional<uint64_t> GrpcStatusOfResponse(const Input& input);
// The same for gRPC requests; none for others.
absl::optional<uint64_t> GrpcStatusOf(const Input& input);

// "InvalidArgument", or "INVALID_ARGUMENT"; empty for a number that has no name.
absl::string_view GrpcStatusName(uint64_t status, bool snake_case);

// The gRPC status that an HTTP status stands for.
uint64_t GrpcStatusOfHttp(int status);

}  // namespace nuncio::format

#endif  // NUNCIO_SOURCE_FORMAT_GRPC_STATUS_H_

#ifndef NUNCIO_SOURCE_FILTER_LOCAL_REPLY_H_
#define NUNCIO_SOURCE_FILTER_LOCAL_REPLY_H_

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "source/http/header_list.h"
#include "source/record/response_flags.h"

namespace nuncio::filter {

// An answer that the proxy gives itself. A value; who makes it keeps the texts alive during the
// call that takes it (they are copied where they must live longer), but for `details`.
struct LocalReply {
  int status = 500;
  // Sent as text/plain unless `headers` or the configuration says otherwise.
  absl::string_view body;
  // For logs: a constant, or in the stream's arena.
  absl::string_view details;
  // Set in the record, if there is one.
  absl::optional<record::ResponseFlag> flag;
  // What a gRPC client is told; by default what the status stands for.
  absl::optional<int> grpc_status;
  // Headers of the answer beside those that it always has; their texts are in the stream's arena,
  // or constants. Null: none.
  const http::HeaderList* headers = nullptr;
  // Whether the response header rules of the route and of the levels above it apply.
  bool applies_route = false;
  // Whether the connection should end behind the answer.
  bool close_connection = false;
};

}  // namespace nuncio::filter

#endif  // NUNCIO_SOURCE_FILTER_LOCAL_REPLY_H_

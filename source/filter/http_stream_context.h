#ifndef NUNCIO_SOURCE_FILTER_HTTP_STREAM_CONTEXT_H_
#define NUNCIO_SOURCE_FILTER_HTTP_STREAM_CONTEXT_H_

#include <cstdint>

#include "source/base/arena.h"
#include "source/network/connection.h"
#include "source/record/request_record.h"
#include "source/worker/worker_context.h"

namespace nuncio::filter {

// What a stream gives to everything that serves it. A value of references; all outlive the stream's
// filters. The worker's thread only.
struct HttpStreamContext {
  worker::WorkerContext& worker;
  // Reset when the stream is over.
  base::Arena& arena;
  record::RequestRecord& record;
  // The client's connection; null for streams that did not come over one.
  network::Connection* connection = nullptr;
  // How many bytes of a body a filter, or the router for its retries, may hold. 0: no limit.
  uint32_t buffer_limit = 1024 * 1024;
};

}  // namespace nuncio::filter

#endif  // NUNCIO_SOURCE_FILTER_HTTP_STREAM_CONTEXT_H_

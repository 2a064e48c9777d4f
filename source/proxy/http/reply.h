#ifndef NUNCIO_SOURCE_PROXY_HTTP_REPLY_H_
#define NUNCIO_SOURCE_PROXY_HTTP_REPLY_H_

#include "source/base/random.h"
#include "source/buffer/buffer.h"
#include "source/filter/local_reply.h"
#include "source/http/message.h"
#include "source/proxy/http/options.h"
#include "source/record/request_record.h"
#include "source/routing/route_decision.h"
#include "source/runtime/values.h"

namespace nuncio::proxy {

// What a reply is shaped by. `route` and `runtime` may be null.
struct ReplyContext {
  const LocalReplyConfig& config;
  record::RequestRecord& record;
  const routing::RouteDecision* route = nullptr;
  const runtime::Values* runtime = nullptr;
  uint64_t random = 0;
  base::Random* dice = nullptr;
};

// The head of the proxy's own reply, in the record's arena. The configuration
// outlives it. `body` comes with the reply's text and
// leaves with what is sent. In this order: the reply's headers, the route's rules if the reply asks
// for them, the mapper, the format, and for gRPC clients status and message in headers. A client
// that asked by HEAD gets the length without the body; a status that knows no content has none.
http::ResponseHead* ShapeReply(const ReplyContext& context, const filter::LocalReply& reply,
                               buffer::Buffer& body);

}  // namespace nuncio::proxy

#endif  // NUNCIO_SOURCE_PROXY_HTTP_REPLY_H_

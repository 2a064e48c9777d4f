#ifndef NUNCIO_SOURCE_PROXY_HTTP_EGRESS_H_
#define NUNCIO_SOURCE_PROXY_HTTP_EGRESS_H_

#include "source/http/message.h"
#include "source/proxy/http/manager_config.h"
#include "source/worker/worker_context.h"

namespace nuncio::proxy {

// What the connection manager does to a response before it is sent: takes out what concerns only
// the hop from upstream, names the server, adds the date, via and, if asked, the request's id.
// `request` may be null. Texts that are made go to the head's arena.
void FinishResponse(const ManagerConfig& config, const worker::WorkerContext& worker,
                    const http::RequestHead* request, http::ResponseHead& head);

}  // namespace nuncio::proxy

#endif  // NUNCIO_SOURCE_PROXY_HTTP_EGRESS_H_

#ifndef NUNCIO_SOURCE_PROXY_HTTP_PROXY_STATUS_H_
#define NUNCIO_SOURCE_PROXY_HTTP_PROXY_STATUS_H_

#include "source/http/message.h"
#include "source/proxy/http/options.h"
#include "source/record/request_record.h"

namespace nuncio::proxy {

// Says in the response's Proxy-Status header (RFC 9209) which error the record's flags stand for,
// and gives the response the status that the RFC recommends for it where that is asked for. Leaves
// a response alone whose record has no such flag.
void WriteProxyStatus(const ProxyStatusConfig& config, const record::RequestRecord& record,
                      http::ResponseHead& head);

}  // namespace nuncio::proxy

#endif  // NUNCIO_SOURCE_PROXY_HTTP_PROXY_STATUS_H_

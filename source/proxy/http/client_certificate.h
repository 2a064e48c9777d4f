#ifndef NUNCIO_SOURCE_PROXY_HTTP_CLIENT_CERTIFICATE_H_
#define NUNCIO_SOURCE_PROXY_HTTP_CLIENT_CERTIFICATE_H_

#include "source/http/header_list.h"
#include "source/proxy/http/options.h"
#include "source/record/connection_record.h"

namespace nuncio::proxy {

// x-forwarded-client-cert: drops, forwards or writes what the servers behind this proxy learn of
// the client's certificate.
void ApplyClientCertificate(const HttpConnectionManagerOptions& options,
                            const record::ConnectionRecord& connection, http::HeaderList& headers);

}  // namespace nuncio::proxy

#endif  // NUNCIO_SOURCE_PROXY_HTTP_CLIENT_CERTIFICATE_H_

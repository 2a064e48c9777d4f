#ifndef NUNCIO_SOURCE_RECORD_TLS_RECORD_H_
#define NUNCIO_SOURCE_RECORD_TLS_RECORD_H_

#include "source/network/tls_facts.h"

namespace nuncio::record {

// What the transport found out, as it is: a record shares it.
using CertificateRecord = network::CertificateFacts;
using TlsRecord = network::TlsFacts;

}  // namespace nuncio::record

#endif  // NUNCIO_SOURCE_RECORD_TLS_RECORD_H_

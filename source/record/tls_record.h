#ifndef NUNCIO_SOURCE_RECORD_TLS_RECORD_H_
#define NUNCIO_SOURCE_RECORD_TLS_RECORD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "source/base/clock.h"

namespace nuncio::record {

// What one side's certificate says.
struct CertificateRecord {
  std::string subject;  // RFC 2253
  std::string issuer;   // RFC 2253
  std::string serial;   // lower-case hex
  std::vector<std::string> uri_sans;
  std::vector<std::string> dns_sans;
  std::vector<std::string> ip_sans;
  std::vector<std::string> email_sans;
  std::vector<std::string> other_name_sans;
  std::string sha256;  // lower-case hex of the DER bytes
  std::string sha1;
  std::string url_encoded_pem;
  absl::optional<base::WallTime> not_before;
  absl::optional<base::WallTime> not_after;
};

// What a TLS handshake came to. Filled once by the transport socket, then immutable.
struct TlsRecord {
  std::string version;     // "TLSv1.3"
  std::string cipher;      // as OpenSSL names it
  std::string session_id;  // lower-case hex
  bool peer_presented = false;
  bool peer_validated = false;
  CertificateRecord peer;
  CertificateRecord local;
};

}  // namespace nuncio::record

#endif  // NUNCIO_SOURCE_RECORD_TLS_RECORD_H_

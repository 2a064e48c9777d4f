#ifndef NUNCIO_SOURCE_NETWORK_TLS_FACTS_H_
#define NUNCIO_SOURCE_NETWORK_TLS_FACTS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "source/base/clock.h"

namespace nuncio::network {

// What one certificate says.
struct CertificateFacts {
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

// What a TLS handshake came to. Filled once by the transport, then immutable.
struct TlsFacts {
  std::string version;     // "TLSv1.3"
  std::string cipher;      // as OpenSSL names it
  std::string session_id;  // lower-case hex
  bool peer_presented = false;
  bool peer_validated = false;
  // Null where there is none. The own one is shared by all connections that show it.
  std::shared_ptr<const CertificateFacts> peer_certificate;
  std::shared_ptr<const CertificateFacts> local_certificate;

  // An empty one for none.
  const CertificateFacts& peer() const { return OrNone(peer_certificate.get()); }
  const CertificateFacts& local() const { return OrNone(local_certificate.get()); }

 private:
  static const CertificateFacts& OrNone(const CertificateFacts* facts) {
    static const CertificateFacts kNone;
    return facts != nullptr ? *facts : kNone;
  }
};

}  // namespace nuncio::network

#endif  // NUNCIO_SOURCE_NETWORK_TLS_FACTS_H_

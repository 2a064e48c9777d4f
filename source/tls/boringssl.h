#ifndef NUNCIO_SOURCE_TLS_BORINGSSL_H_
#define NUNCIO_SOURCE_TLS_BORINGSSL_H_

// The one way to BoringSSL. Debian has another <openssl/ssl.h>, OpenSSL's, which a target that
// forgets its dependency would get without a word.

#include <openssl/asn1.h>
#include <openssl/base.h>
#include <openssl/bio.h>
#include <openssl/bytestring.h>
#include <openssl/crypto.h>
#include <openssl/ec_key.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/mem.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#ifndef OPENSSL_IS_BORINGSSL
#error "these are OpenSSL's headers: the target lacks the dependency on @boringssl//:ssl"
#endif

#endif  // NUNCIO_SOURCE_TLS_BORINGSSL_H_

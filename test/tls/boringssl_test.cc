// BoringSSL is there, and shakes hands with itself.

#include "source/tls/boringssl.h"

#include "gtest/gtest.h"

namespace nuncio::tls {
namespace {

// A key and a certificate that it signed for itself.
bool UseOwnCertificate(SSL_CTX* context) {
  bssl::UniquePtr<EC_KEY> ec(EC_KEY_new_by_curve_name(NID_X9_62_prime256v1));
  bssl::UniquePtr<EVP_PKEY> key(EVP_PKEY_new());
  bssl::UniquePtr<X509> certificate(X509_new());
  return EC_KEY_generate_key(ec.get()) == 1 && EVP_PKEY_set1_EC_KEY(key.get(), ec.get()) == 1 &&
         X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0) != nullptr &&
         X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600) != nullptr &&
         X509_set_pubkey(certificate.get(), key.get()) == 1 &&
         X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0 &&
         SSL_CTX_use_certificate(context, certificate.get()) == 1 &&
         SSL_CTX_use_PrivateKey(context, key.get()) == 1;
}

TEST(BoringSsl, ShakesHandsWithItself) {
  bssl::UniquePtr<SSL_CTX> server_context(SSL_CTX_new(TLS_method()));
  bssl::UniquePtr<SSL_CTX> client_context(SSL_CTX_new(TLS_method()));
  ASSERT_TRUE(UseOwnCertificate(server_context.get()));
  bssl::UniquePtr<SSL> server(SSL_new(server_context.get()));
  bssl::UniquePtr<SSL> client(SSL_new(client_context.get()));
  BIO* server_side = nullptr;
  BIO* client_side = nullptr;
  ASSERT_EQ(BIO_new_bio_pair(&server_side, 0, &client_side, 0), 1);
  SSL_set_bio(server.get(), server_side, server_side);
  SSL_set_bio(client.get(), client_side, client_side);
  SSL_set_accept_state(server.get());
  SSL_set_connect_state(client.get());
  for (int round = 0; round < 10 && SSL_in_init(server.get()); ++round) {
    SSL_do_handshake(client.get());
    SSL_do_handshake(server.get());
  }
  EXPECT_FALSE(SSL_in_init(server.get()));
  EXPECT_STREQ(SSL_get_version(server.get()), "TLSv1.3");
}

}  // namespace
}  // namespace nuncio::tls

#include "absl/strings/str_join.h"
#include "source/format/operator.h"
#include "source/format/time_format.h"

namespace nuncio::format {
namespace {

using record::CertificateRecord;
using record::TlsRecord;
using TlsOf = const TlsRecord* (*)(const Input&);

const TlsRecord* Downstream(const Input& input) { return input.record.connection.tls.get(); }

const TlsRecord* Upstream(const Input& input) {
  return input.record.upstream == nullptr ? nullptr : input.record.upstream->tls.get();
}

// A text of the handshake itself.
template <TlsOf kTls, std::string TlsRecord::* kField>
bool PutFact(const Input& input, std::string& out) {
  const TlsRecord* const tls = kTls(input);
  return tls != nullptr && PutUnlessEmpty(tls->*kField, out);
}

// A text of one side's certificate.
template <TlsOf kTls, const CertificateRecord& (TlsRecord::*kSide)() const,
          std::string CertificateRecord::* kField>
bool PutField(const Input& input, std::string& out) {
  const TlsRecord* const tls = kTls(input);
  return tls != nullptr && PutUnlessEmpty((tls->*kSide)().*kField, out);
}

// A list of one side's certificate, joined with ",".
template <TlsOf kTls, const CertificateRecord& (TlsRecord::*kSide)() const,
          std::vector<std::string> CertificateRecord::* kField>
bool PutList(const Input& input, std::string& out) {
  const TlsRecord* const tls = kTls(input);
  return tls != nullptr && PutUnlessEmpty(absl::StrJoin((tls->*kSide)().*kField, ","), out);
}

template <TlsOf kTls, absl::optional<base::WallTime> CertificateRecord::* kField>
absl::StatusOr<Operator> MakeValidity(const Command& command, const FormatOptions&) {
  absl::StatusOr<TimeFormat> format = TimeFormat::Parse(command.parameter.value_or(""));
  if (!format.ok()) return format.status();
  return Operator(Operator::Kind::kText,
                  [format = *std::move(format)](const Input& input, std::string& out) {
                    const TlsRecord* const tls = kTls(input);
                    if (tls == nullptr || !(tls->peer().*kField)) return false;
                    format.Append(*(tls->peer().*kField), out);
                    return true;
                  });
}

constexpr auto kPeer = &TlsRecord::peer;
constexpr auto kLocal = &TlsRecord::local;
using Certificate = CertificateRecord;

constexpr OperatorSpec kOperators[] = {
    Text("DOWNSTREAM_TLS_VERSION", &PutFact<&Downstream, &TlsRecord::version>),
    Text("DOWNSTREAM_TLS_CIPHER", &PutFact<&Downstream, &TlsRecord::cipher>),
    Text("DOWNSTREAM_TLS_SESSION_ID", &PutFact<&Downstream, &TlsRecord::session_id>),
    Text("DOWNSTREAM_PEER_SUBJECT", &PutField<&Downstream, kPeer, &Certificate::subject>),
    Text("DOWNSTREAM_PEER_ISSUER", &PutField<&Downstream, kPeer, &Certificate::issuer>),
    Text("DOWNSTREAM_PEER_SERIAL", &PutField<&Downstream, kPeer, &Certificate::serial>),
    Text("DOWNSTREAM_PEER_FINGERPRINT_256", &PutField<&Downstream, kPeer, &Certificate::sha256>),
    Text("DOWNSTREAM_PEER_FINGERPRINT_1", &PutField<&Downstream, kPeer, &Certificate::sha1>),
    Text("DOWNSTREAM_PEER_CERT", &PutField<&Downstream, kPeer, &Certificate::url_encoded_pem>),
    Text("DOWNSTREAM_PEER_URI_SAN", &PutList<&Downstream, kPeer, &Certificate::uri_sans>),
    Text("DOWNSTREAM_PEER_DNS_SAN", &PutList<&Downstream, kPeer, &Certificate::dns_sans>),
    Text("DOWNSTREAM_PEER_IP_SAN", &PutList<&Downstream, kPeer, &Certificate::ip_sans>),
    Text("DOWNSTREAM_PEER_EMAIL_SAN", &PutList<&Downstream, kPeer, &Certificate::email_sans>),
    Text("DOWNSTREAM_PEER_OTHERNAME_SAN",
         &PutList<&Downstream, kPeer, &Certificate::other_name_sans>),
    Text("DOWNSTREAM_LOCAL_SUBJECT", &PutField<&Downstream, kLocal, &Certificate::subject>),
    Text("DOWNSTREAM_LOCAL_URI_SAN", &PutList<&Downstream, kLocal, &Certificate::uri_sans>),
    Text("DOWNSTREAM_LOCAL_DNS_SAN", &PutList<&Downstream, kLocal, &Certificate::dns_sans>),
    Text("DOWNSTREAM_LOCAL_IP_SAN", &PutList<&Downstream, kLocal, &Certificate::ip_sans>),
    Text("DOWNSTREAM_LOCAL_EMAIL_SAN", &PutList<&Downstream, kLocal, &Certificate::email_sans>),
    Text("DOWNSTREAM_LOCAL_OTHERNAME_SAN",
         &PutList<&Downstream, kLocal, &Certificate::other_name_sans>),
    Made("DOWNSTREAM_PEER_CERT_V_START", Parameter::kOptional, false,
         &MakeValidity<&Downstream, &Certificate::not_before>),
    Made("DOWNSTREAM_PEER_CERT_V_END", Parameter::kOptional, false,
         &MakeValidity<&Downstream, &Certificate::not_after>),
    Text("UPSTREAM_TLS_VERSION", &PutFact<&Upstream, &TlsRecord::version>),
    Text("UPSTREAM_TLS_CIPHER", &PutFact<&Upstream, &TlsRecord::cipher>),
    Text("UPSTREAM_TLS_SESSION_ID", &PutFact<&Upstream, &TlsRecord::session_id>),
    Text("UPSTREAM_PEER_SUBJECT", &PutField<&Upstream, kPeer, &Certificate::subject>),
    Text("UPSTREAM_PEER_ISSUER", &PutField<&Upstream, kPeer, &Certificate::issuer>),
    Text("UPSTREAM_PEER_CERT", &PutField<&Upstream, kPeer, &Certificate::url_encoded_pem>),
    Text("UPSTREAM_PEER_URI_SAN", &PutList<&Upstream, kPeer, &Certificate::uri_sans>),
    Text("UPSTREAM_PEER_DNS_SAN", &PutList<&Upstream, kPeer, &Certificate::dns_sans>),
    Text("UPSTREAM_PEER_IP_SAN", &PutList<&Upstream, kPeer, &Certificate::ip_sans>),
    Text("UPSTREAM_LOCAL_SUBJECT", &PutField<&Upstream, kLocal, &Certificate::subject>),
    Text("UPSTREAM_LOCAL_URI_SAN", &PutList<&Upstream, kLocal, &Certificate::uri_sans>),
    Text("UPSTREAM_LOCAL_DNS_SAN", &PutList<&Upstream, kLocal, &Certificate::dns_sans>),
    Text("UPSTREAM_LOCAL_IP_SAN", &PutList<&Upstream, kLocal, &Certificate::ip_sans>),
    Made("UPSTREAM_PEER_CERT_V_START", Parameter::kOptional, false,
         &MakeValidity<&Upstream, &Certificate::not_before>),
    Made("UPSTREAM_PEER_CERT_V_END", Parameter::kOptional, false,
         &MakeValidity<&Upstream, &Certificate::not_after>),
};

}  // namespace

absl::Span<const OperatorSpec> TlsOperators() { return kOperators; }

}  // namespace nuncio::format

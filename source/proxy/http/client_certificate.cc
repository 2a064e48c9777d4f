#include "source/proxy/http/client_certificate.h"

#include <string>

#include "absl/strings/str_cat.h"

namespace nuncio::proxy {
namespace {

using http::HeaderId;

// "key=value" behind what is there; a value with a separator in it is written with backslashes.
void AppendPart(absl::string_view key, absl::string_view value, std::string& out) {
  absl::StrAppend(&out, out.empty() ? "" : ";", key, "=");
  for (const char c : value) {
    if (c == ';' || c == ',') out.push_back('\\');
    out.push_back(c);
  }
}

void AppendQuoted(absl::string_view key, absl::string_view value, std::string& out) {
  absl::StrAppend(&out, out.empty() ? "" : ";", key, "=\"");
  for (const char c : value) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  out.push_back('"');
}

// What is known of the certificate, as one element of the header.
std::string Describe(const SetCurrentClientCertDetails& details, const record::TlsRecord& tls) {
  std::string out;
  if (!tls.local().uri_sans.empty()) AppendPart("By", tls.local().uri_sans.front(), out);
  if (!tls.peer().sha256.empty()) AppendPart("Hash", tls.peer().sha256, out);
  if (details.cert) AppendQuoted("Cert", tls.peer().url_encoded_pem, out);
  if (details.subject) AppendQuoted("Subject", tls.peer().subject, out);
  if (details.uri) {
    if (tls.peer().uri_sans.empty()) AppendPart("URI", "", out);
    for (const std::string& uri : tls.peer().uri_sans) AppendPart("URI", uri, out);
  }
  if (details.dns) {
    for (const std::string& dns : tls.peer().dns_sans) AppendPart("DNS", dns, out);
  }
  return out;
}

}  // namespace

void ApplyClientCertificate(const HttpConnectionManagerOptions& options,
                            const record::ConnectionRecord& connection, http::HeaderList& headers) {
  using Details = ForwardClientCertDetails;
  const Details mode = options.forward_client_cert_details;
  const record::TlsRecord* const tls = connection.tls.get();
  const bool mutual = tls != nullptr && tls->peer_presented;
  if (mode == Details::kAlwaysForwardOnly || (mutual && mode == Details::kForwardOnly)) return;
  const bool appends = mutual && mode == Details::kAppendForward;
  if (!appends) headers.Remove(HeaderId::kXForwardedClientCert);
  if (!mutual || mode == Details::kSanitize || mode == Details::kForwardOnly) return;
  const std::string element = Describe(options.set_current_client_cert_details, *tls);
  if (element.empty()) return;
  const absl::string_view old = headers.Value(HeaderId::kXForwardedClientCert);
  headers.Set(HeaderId::kXForwardedClientCert, old.empty()
                                                   ? headers.arena().Copy(element)
                                                   : headers.arena().Concat(old, ",", element));
}

}  // namespace nuncio::proxy

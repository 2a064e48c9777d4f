#include "source/proxy/http/egress.h"

namespace nuncio::proxy {
namespace {

using http::HeaderId;

void RemoveResponseHopByHop(const http::RequestHead* request, http::ResponseHead& head) {
  constexpr int kSwitchingProtocols = 101;
  http::HeaderList& headers = head.headers;
  const bool switches = head.status == kSwitchingProtocols && request != nullptr &&
                        request->kind == http::RequestKind::kUpgrade;
  if (!switches) {
    headers.Remove(HeaderId::kConnection);
    headers.Remove(HeaderId::kUpgrade);
  }
  headers.Remove(HeaderId::kKeepAlive);
  headers.Remove(HeaderId::kProxyConnection);
  headers.Remove(HeaderId::kTransferEncoding);
}

void SetServer(const HttpConnectionManagerOptions& options, http::HeaderList& headers) {
  switch (options.server_header_transformation) {
    case ServerHeaderTransformation::kPassThrough:
      return;
    case ServerHeaderTransformation::kAppendIfAbsent:
      if (headers.Has(HeaderId::kServer)) return;
      break;
    case ServerHeaderTransformation::kOverwrite:
      break;
  }
  headers.Set(HeaderId::kServer, options.server_name);
}

void ReturnRequestId(const HttpConnectionManagerOptions& options, const http::RequestHead* request,
                     http::HeaderList& headers) {
  if (!options.always_set_request_id_in_response || request == nullptr) return;
  const absl::string_view id = request->headers.Value(HeaderId::kXRequestId);
  if (!id.empty()) headers.Set(HeaderId::kXRequestId, id);
}

}  // namespace

void FinishResponse(const ManagerConfig& config, const worker::WorkerContext& worker,
                    const http::RequestHead* request, http::ResponseHead& head) {
  const HttpConnectionManagerOptions& options = config.options();
  http::HeaderList& headers = head.headers;
  RemoveResponseHopByHop(request, head);
  if (!headers.Has(HeaderId::kDate)) {
    headers.Set(HeaderId::kDate, headers.arena().Copy(config.Date(worker)));
  }
  SetServer(options, headers);
  if (!options.via.empty()) {
    const absl::string_view old = headers.Value(HeaderId::kVia);
    headers.Set(HeaderId::kVia, old.empty() ? absl::string_view(options.via)
                                            : headers.arena().Concat(old, ", ", options.via));
  }
  ReturnRequestId(options, request, headers);
}

}  // namespace nuncio::proxy

#include "source/proxy/http/reply.h"

#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "source/format/grpc_status.h"

namespace nuncio::proxy {
namespace {

using http::HeaderId;

std::string TextOf(const buffer::Buffer& body) {
  std::string text;
  text.reserve(body.size());
  body.ForEachPiece([&](absl::string_view piece) { text.append(piece.data(), piece.size()); });
  return text;
}

// grpc-message: printable ASCII but "%" as it is, every other byte as "%XX".
absl::string_view EscapeGrpcMessage(absl::string_view text, base::Arena& arena) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  char* const out = arena.NewArray<char>(3 * text.size());
  size_t size = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '%') {
      out[size++] = c;
    } else {
      out[size++] = '%';
      out[size++] = kHex[byte / 16];
      out[size++] = kHex[byte % 16];
    }
  }
  return {out, size};
}

const LocalReplyMapper* FindMapper(const ReplyContext& context, const format::Input& input) {
  for (const LocalReplyMapper& mapper : context.config.mappers) {
    const access_log::LogContext log{input, context.random, context.runtime};
    if (mapper.filter == nullptr || mapper.filter->Passes(log)) return &mapper;
  }
  return nullptr;
}

// What a mapper made of a reply.
struct Mapped {
  absl::string_view type = "text/plain";
  bool forces_type = false;  // the body is another one, and no mapper named its type
};

// Rewrites status, headers and body as configured.
Mapped Map(const ReplyContext& context, http::ResponseHead& head, buffer::Buffer& body) {
  Mapped mapped;
  const LocalReplyConfig& config = context.config;
  if (config.mappers.empty() && !config.body_format) return mapped;
  record::RequestRecord& record = context.record;
  const std::string original = TextOf(body);
  std::string text = original;
  record.local_reply_body = text;
  record.response_code = head.status;
  format::Input input(record);
  input.response = &head;
  input.random = context.dice;
  const format::BodyFormat* format = config.body_format ? &*config.body_format : nullptr;
  const std::string type_before(head.headers.Value(HeaderId::kContentType));
  if (const LocalReplyMapper* const mapper = FindMapper(context, input)) {
    if (mapper->body) {
      text.clear();
      mapper->body->Append(input, text);
    }
    mapper->headers_to_add.Apply(input, head.headers);
    if (mapper->status_code) head.status = *mapper->status_code;
    if (mapper->body_format_override) format = &*mapper->body_format_override;
  }
  if (format != nullptr) {
    input.local_reply_body = text;
    std::string formatted;
    format->Append(input, formatted);
    text = std::move(formatted);
    mapped.type = !format->content_type().empty() ? absl::string_view(format->content_type())
                  : format->is_json()             ? "application/json"
                                                  : "text/plain";
  }
  record.local_reply_body = {};
  mapped.forces_type =
      text != original && type_before == head.headers.Value(HeaderId::kContentType);
  body.Clear();
  body.Append(text);
  return mapped;
}

void MakeGrpc(const filter::LocalReply& reply, http::ResponseHead& head, buffer::Buffer& body) {
  base::Arena& arena = head.headers.arena();
  const uint64_t status = reply.grpc_status.has_value() ? static_cast<uint64_t>(*reply.grpc_status)
                                                        : format::GrpcStatusOfHttp(head.status);
  head.status = 200;
  head.headers.Set(HeaderId::kContentType, "application/grpc");
  head.headers.Set(HeaderId::kGrpcStatus, arena.Copy(absl::StrCat(status)));
  if (!body.empty()) {
    head.headers.Set(HeaderId::kGrpcMessage, EscapeGrpcMessage(TextOf(body), arena));
  }
  head.headers.Remove(HeaderId::kContentLength);
  head.content_length.reset();
  body.Clear();
}

// Statuses whose answers have no content, whatever was configured (RFC 9110, 15.3.5, 15.3.6 and
// 15.4.5).
bool HasNoContent(int status) { return status == 204 || status == 205 || status == 304; }

// `type` is used where the reply has none, or where the body was written anew without one.
void SetBodyHeaders(const Mapped& mapped, const buffer::Buffer& body, http::ResponseHead& head) {
  base::Arena& arena = head.headers.arena();
  if (body.empty()) {
    head.headers.Remove(HeaderId::kContentLength);
    head.headers.Remove(HeaderId::kContentType);
    head.content_length.reset();
    return;
  }
  head.content_length = body.size();
  head.headers.Set(HeaderId::kContentLength, arena.Copy(absl::StrCat(body.size())));
  if (mapped.forces_type || !head.headers.Has(HeaderId::kContentType)) {
    head.headers.Set(HeaderId::kContentType, mapped.type);
  }
}

}  // namespace

http::ResponseHead* ShapeReply(const ReplyContext& context, const filter::LocalReply& reply,
                               buffer::Buffer& body) {
  record::RequestRecord& record = context.record;
  auto* const head = record.arena.New<http::ResponseHead>(record.arena);
  head->status = reply.status;
  if (reply.headers != nullptr) {
    for (const http::HeaderField& field : *reply.headers) head->headers.AppendField(field);
  }
  const http::RequestHead* const request = record.request;
  if (reply.applies_route && context.route != nullptr) {
    format::Input input(record);
    input.response = head;
    input.random = context.dice;
    routing::RewriteResponse(*context.route, input, *head);
  }
  const Mapped mapped = Map(context, *head, body);
  if (HasNoContent(head->status)) body.Clear();
  SetBodyHeaders(mapped, body, *head);
  if (request != nullptr && format::IsGrpcRequest(*request)) {
    MakeGrpc(reply, *head, body);
  } else if (request != nullptr && request->method == "HEAD") {
    body.Clear();
  }
  return head;
}

}  // namespace nuncio::proxy

#include "source/http/http1/body_writer.h"

#include <algorithm>

#include "source/http/http1/head_writer.h"

namespace nuncio::http::http1 {

void BodyWriter::Begin(BodyKind kind, uint64_t length) {
  kind_ = kind;
  left_ = length;
  too_much_ = false;
}

void BodyWriter::Data(buffer::Buffer& out, buffer::Buffer& data, bool end) {
  switch (kind_) {
    case BodyKind::kNone:
      break;
    case BodyKind::kLength: {
      const uint64_t count = std::min<uint64_t>(left_, data.size());
      too_much_ |= count < data.size();
      out.Move(data, static_cast<size_t>(count));
      left_ -= count;
      break;
    }
    case BodyKind::kChunked:
      if (!data.empty()) {
        char hex[20];
        out.Append(ChunkSizeLine(data.size(), hex));
        out.Move(data);
        out.Append("\r\n");
      }
      if (end) out.Append("0\r\n\r\n");
      break;
    case BodyKind::kUntilClose:
    case BodyKind::kTunnel:
      out.Move(data);
      break;
  }
  data.Clear();
}

void BodyWriter::Trailers(buffer::Buffer& out, const HeaderList& trailers, HeaderCase header_case) {
  if (kind_ != BodyKind::kChunked) return;
  HeadWriter writer(out, header_case, trailers);
  writer.Text("0\r\n");
  for (const HeaderField& field : trailers) {
    // These would be taken for framing by a careless reader.
    if (field.id == HeaderId::kContentLength || field.id == HeaderId::kTransferEncoding) continue;
    writer.Field(field.name, field.value);
  }
  writer.Text("\r\n");
}

}  // namespace nuncio::http::http1

#include "source/http/http1/body_reader.h"

#include <algorithm>

namespace nuncio::http::http1 {

void BodyReader::Begin(const Framing& framing, base::Arena& arena, const HeadLimits& limits,
                       UnderscoreAction underscores, HeaderCase header_case) {
  kind_ = framing.body;
  left_ = framing.length;
  chunks_ = ChunkedDecoder();
  in_trailers_ = false;
  trailers_ = nullptr;
  nominated_ = kind_ == BodyKind::kChunked ? arena.Copy(framing.nominated) : absl::string_view();
  arena_ = &arena;
  limits_ = limits;
  underscores_ = underscores;
  header_case_ = header_case;
  error_ = nullptr;
}

BodyReader::Result BodyReader::Read(buffer::Buffer& in, buffer::Buffer& out) {
  switch (kind_) {
    case BodyKind::kNone:
      return Result::kDone;
    case BodyKind::kLength: {
      const uint64_t count = std::min<uint64_t>(left_, in.size());
      out.Move(in, static_cast<size_t>(count));
      left_ -= count;
      return left_ == 0 ? Result::kDone : Result::kNeedMore;
    }
    case BodyKind::kChunked:
      return ReadChunks(in, out);
    case BodyKind::kUntilClose:
    case BodyKind::kTunnel:
      out.Move(in);
      return Result::kNeedMore;
  }
  return Result::kNeedMore;
}

BodyReader::Result BodyReader::ReadChunks(buffer::Buffer& in, buffer::Buffer& out) {
  if (!in_trailers_) {
    switch (chunks_.Decode(in, out)) {
      case ChunkedDecoder::Result::kNeedMore:
        return Result::kNeedMore;
      case ChunkedDecoder::Result::kError:
        error_ = &chunks_.error();
        return Result::kError;
      case ChunkedDecoder::Result::kDone:
        break;
    }
    in_trailers_ = true;
    trailers_ = arena_->New<Trailers>(*arena_);
    trailer_parser_.BeginTrailers(*trailers_, limits_, underscores_, header_case_, nominated_);
  }
  return ReadTrailers(in);
}

BodyReader::Result BodyReader::ReadTrailers(buffer::Buffer& in) {
  switch (trailer_parser_.Parse(in)) {
    case HeadParser::Result::kNeedMore:
      return Result::kNeedMore;
    case HeadParser::Result::kError:
      error_ = &trailer_parser_.error();
      return Result::kError;
    case HeadParser::Result::kDone:
      break;
  }
  if (trailers_->empty()) trailers_ = nullptr;
  return Result::kDone;
}

}  // namespace nuncio::http::http1

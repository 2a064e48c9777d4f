#include "source/http/http1/chunked_decoder.h"

#include <algorithm>

#include "source/http/http1/characters.h"
#include "source/http/http1/errors.h"

namespace nuncio::http::http1 {
namespace {

constexpr uint64_t kMostOverhead = 16 * 1024;
// What a chunk may cost for nothing: its size, two line ends and a little.
constexpr uint64_t kFreeOverhead = 16;

// The value of a hexadecimal digit, or -1.
int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

ChunkedDecoder::Result ChunkedDecoder::Decode(buffer::Buffer& in, buffer::Buffer& out) {
  while (!in.empty() && state_ != State::kDone) {
    if (state_ == State::kData) {
      const uint64_t count = std::min<uint64_t>(left_, in.size());
      out.Move(in, static_cast<size_t>(count));
      left_ -= count;
      if (left_ == 0) state_ = State::kDataReturn;
      continue;
    }
    in.Drain(ReadFraming(in.Front()));
    if (error_ != nullptr) return Result::kError;
  }
  return state_ == State::kDone ? Result::kDone : Result::kNeedMore;
}

size_t ChunkedDecoder::ReadFraming(absl::string_view text) {
  size_t taken = 0;
  while (taken < text.size() && state_ != State::kData && state_ != State::kDone) {
    Step(text[taken]);
    if (error_ != nullptr) return taken;
    ++taken;
    if (++overhead_ > kMostOverhead) {
      Fail(kChunkOverhead);
      return taken;
    }
  }
  return taken;
}

void ChunkedDecoder::Step(char c) {
  switch (state_) {
    case State::kSize:
      return SizeStep(c);
    case State::kBlank:
      return BehindSize(c);
    case State::kExtension:
      if (c == '\r') {
        state_ = State::kSizeLineFeed;
      } else if (!IsValueByte(c)) {
        Fail(kBadChunkExtension);
      }
      return;
    case State::kSizeLineFeed:
      if (c != '\n') return Fail(kBadChunkSize);
      return EndSizeLine();
    case State::kDataReturn:
      if (c != '\r') return Fail(kBadChunkEnd);
      state_ = State::kDataLineFeed;
      return;
    case State::kDataLineFeed:
      if (c != '\n') return Fail(kBadChunkEnd);
      state_ = State::kSize;
      return;
    case State::kData:
    case State::kDone:
      return;
  }
}

void ChunkedDecoder::SizeStep(char c) {
  const int digit = HexValue(c);
  if (digit < 0 && has_digits_) return BehindSize(c);
  if (digit < 0) return Fail(kBadChunkSize);
  if (left_ >> 60 != 0) return Fail(kBadChunkSize);
  left_ = 16 * left_ + static_cast<uint64_t>(digit);
  has_digits_ = true;
}

void ChunkedDecoder::BehindSize(char c) {
  if (c == '\r') {
    state_ = State::kSizeLineFeed;
  } else if (c == ';') {
    state_ = State::kExtension;
  } else if (IsBlank(c)) {
    state_ = State::kBlank;
  } else {
    Fail(kBadChunkSize);
  }
}

void ChunkedDecoder::EndSizeLine() {
  has_digits_ = false;
  state_ = left_ == 0 ? State::kDone : State::kData;
  const uint64_t forgiven = left_ > kMostOverhead ? kMostOverhead : kFreeOverhead + 2 * left_;
  overhead_ -= std::min(overhead_, forgiven);
}

}  // namespace nuncio::http::http1

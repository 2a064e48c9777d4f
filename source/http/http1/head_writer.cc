#include "source/http/http1/head_writer.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "source/http/http1/characters.h"

namespace nuncio::http::http1 {
namespace {

// Enough for most heads; a longer one goes on in another piece.
constexpr size_t kFirstPiece = 512;
constexpr char kHexDigits[] = "0123456789ABCDEF";

char ToUpper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
bool EndsLine(char c) { return c == '\r' || c == '\n' || c == '\0'; }

}  // namespace

HeadWriter::HeadWriter(buffer::Buffer& out, HeaderCase header_case, const HeaderList& fields)
    : out_(out), header_case_(header_case), fields_(fields) {
  const absl::Span<char> room = out_.Reserve(kFirstPiece);
  begin_ = position_ = room.data();
  end_ = begin_ + room.size();
}

HeadWriter::~HeadWriter() { out_.Commit(static_cast<size_t>(position_ - begin_)); }

void HeadWriter::Begin() {
  out_.Commit(static_cast<size_t>(position_ - begin_));
  const absl::Span<char> room = out_.Reserve(kFirstPiece);
  begin_ = position_ = room.data();
  end_ = begin_ + room.size();
}

void HeadWriter::Text(absl::string_view text) {
  while (text.size() > static_cast<size_t>(end_ - position_)) {
    const size_t fits = static_cast<size_t>(end_ - position_);
    std::memcpy(position_, text.data(), fits);
    position_ += fits;
    text.remove_prefix(fits);
    Begin();
  }
  if (text.empty()) return;
  std::memcpy(position_, text.data(), text.size());
  position_ += text.size();
}

void HeadWriter::Number(uint64_t number) {
  char digits[20];
  const char* const end = std::to_chars(digits, digits + sizeof(digits), number).ptr;
  Text({digits, static_cast<size_t>(end - digits)});
}

void HeadWriter::Target(absl::string_view target) {
  if (IsVisibleText(target)) return Text(target);
  for (const char c : target) {
    if (IsVisibleText({&c, 1})) {
      Put(c);
    } else {
      const auto byte = static_cast<uint8_t>(c);
      const char encoded[] = {'%', kHexDigits[byte >> 4], kHexDigits[byte & 15]};
      Text({encoded, sizeof(encoded)});
    }
  }
}

void HeadWriter::Field(absl::string_view name, absl::string_view value) {
  Name(name);
  Text(": ");
  Value(value);
  Text("\r\n");
}

void HeadWriter::NumberField(HeaderId id, uint64_t number) {
  char digits[20];
  const char* const end = std::to_chars(digits, digits + sizeof(digits), number).ptr;
  Field(id, {digits, static_cast<size_t>(end - digits)});
}

void HeadWriter::Name(absl::string_view name) {
  if (header_case_ == HeaderCase::kLower) return Text(name);
  if (header_case_ == HeaderCase::kAsReceived) return Text(fields_.Spelled(name));
  bool begins_word = true;
  for (const char c : name) {
    Put(begins_word ? ToUpper(c) : c);
    begins_word = !IsAlpha(c) && !IsDigit(c);
  }
}

void HeadWriter::Value(absl::string_view value) {
  const auto bad = std::find_if(value.begin(), value.end(), EndsLine);
  if (bad == value.end()) return Text(value);
  for (const char c : value) Put(EndsLine(c) ? ' ' : c);
}

absl::string_view ChunkSizeLine(uint64_t size, char (&hex)[20]) {
  char* const end = std::to_chars(hex, hex + 16, size, 16).ptr;
  end[0] = '\r';
  end[1] = '\n';
  return {hex, static_cast<size_t>(end + 2 - hex)};
}

}  // namespace nuncio::http::http1

#ifndef NUNCIO_SOURCE_HTTP_HTTP1_HEAD_WRITER_H_
#define NUNCIO_SOURCE_HTTP_HTTP1_HEAD_WRITER_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "source/buffer/buffer.h"
#include "source/http/header_list.h"
#include "source/http/http1/options.h"

namespace nuncio::http::http1 {

// Writes the lines of a head to the end of a buffer. Lives on the stack; until it is gone nobody
// else may touch the buffer.
//
// What it is given may have been put together by configuration or come from another version of the
// protocol: bytes that would begin another line are made harmless here, once for everybody.
class HeadWriter {
 public:
  // Names are spelled as `fields` knows them where that is asked for.
  HeadWriter(buffer::Buffer& out, HeaderCase header_case, const HeaderList& fields);
  ~HeadWriter();
  HeadWriter(const HeadWriter&) = delete;
  HeadWriter& operator=(const HeadWriter&) = delete;

  // As it is.
  void Text(absl::string_view text);
  void Number(uint64_t number);
  // Bytes that a target cannot hold are percent-encoded.
  void Target(absl::string_view target);
  // "name: value" and a line end; the name is lower case. CR, LF and NUL in a value become spaces
  // (RFC 9110, 5.5).
  void Field(absl::string_view name, absl::string_view value);
  void Field(HeaderId id, absl::string_view value) { Field(HeaderText(id), value); }
  void NumberField(HeaderId id, uint64_t number);

 private:
  void Name(absl::string_view name);
  void Value(absl::string_view value);
  void Put(char c) { Text(absl::string_view(&c, 1)); }
  void Begin();

  buffer::Buffer& out_;
  const HeaderCase header_case_;
  const HeaderList& fields_;
  char* begin_ = nullptr;  // of what is reserved and not yet committed
  char* position_ = nullptr;
  char* end_ = nullptr;
};

// A chunk's size with its line end; `hex` holds what is returned.
absl::string_view ChunkSizeLine(uint64_t size, char (&hex)[20]);

}  // namespace nuncio::http::http1

#endif  // NUNCIO_SOURCE_HTTP_HTTP1_HEAD_WRITER_H_

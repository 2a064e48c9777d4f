#ifndef NUNCIO_SOURCE_PROXY_HTTP_DATE_H_
#define NUNCIO_SOURCE_PROXY_HTTP_DATE_H_

#include <array>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "source/base/clock.h"

namespace nuncio::proxy {

// The text of the date header (RFC 9110, 5.6.7), written once in a second. Owned by one worker.
class DateText {
 public:
  static constexpr size_t kSize = 29;  // "Sun, 06 Nov 1994 08:49:37 GMT"

  // Valid until the next call.
  absl::string_view Text(base::WallTime now);

 private:
  int64_t second_ = -1;
  std::array<char, kSize + 1> text_{};
};

}  // namespace nuncio::proxy

#endif  // NUNCIO_SOURCE_PROXY_HTTP_DATE_H_

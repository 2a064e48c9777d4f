#include "source/http/http2/preface.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/string_view.h"

namespace nuncio::http::http2 {

PrefaceMatch MatchPreface(const buffer::Buffer& in) {
  constexpr absl::string_view kFirstLine = "PRI * HTTP/2.0\r\n";
  char begin[kFirstLine.size()];
  const size_t size = std::min(in.size(), kFirstLine.size());
  in.CopyOut(0, size, begin);
  if (absl::string_view(begin, size) != kFirstLine.substr(0, size)) return PrefaceMatch::kNo;
  return size == kFirstLine.size() ? PrefaceMatch::kYes : PrefaceMatch::kNeedMore;
}

}  // namespace nuncio::http::http2

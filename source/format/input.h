#ifndef NUNCIO_SOURCE_FORMAT_INPUT_H_
#define NUNCIO_SOURCE_FORMAT_INPUT_H_

#include "absl/strings/string_view.h"
#include "source/base/clock.h"
#include "source/base/random.h"
#include "source/http/message.h"
#include "source/record/request_record.h"

namespace nuncio::format {

// What operators read: the record, and which messages they look at. Made on the stack for one
// formatting; copies no bytes.
struct Input {
  explicit Input(const record::RequestRecord& record)
      : record(record),
        request(record.request),
        response(record.response),
        response_trailers(record.response_trailers),
        local_reply_body(record.local_reply_body) {}

  const record::RequestRecord& record;
  // Those of the record, unless the caller replaces them (an attempt's head, a reply in the
  // making).
  const http::RequestHead* request;
  const http::ResponseHead* response;
  const http::Trailers* response_trailers;
  absl::string_view local_reply_body;
  // For %EMIT_TIME%; zero: unknown.
  base::WallTime now;
  // For %UNIQUE_ID%; null: it is absent.
  base::Random* random = nullptr;
};

}  // namespace nuncio::format

#endif  // NUNCIO_SOURCE_FORMAT_INPUT_H_

#ifndef NUNCIO_SOURCE_HTTP_HTTP1_START_LINE_H_
#define NUNCIO_SOURCE_HTTP_HTTP1_START_LINE_H_

#include "absl/strings/string_view.h"
#include "source/http/http1/control_fields.h"
#include "source/http/http1/options.h"
#include "source/http/message.h"
#include "source/http/protocol_error.h"

// The first lines of requests and responses, without their line ends. Strict: one space between
// the parts of a request line.

namespace nuncio::http::http1 {

// Fills in method, scheme, authority, path, protocol and kind (of CONNECT). Null, or what is wrong.
const ProtocolError* ParseRequestLine(absl::string_view line, const ServerOptions& options,
                                      RequestHead& head, ControlFields& control);

// Whether `start` can be the beginning of a request line: spares the wait for a line end that never
// comes when the peer speaks another protocol.
bool CanBeginRequestLine(absl::string_view start);

// The same for a status line.
bool CanBeginStatusLine(absl::string_view start);

// Fills in status and protocol; `keeps_version` tells whether the version is one whose connections
// can be kept (1.0 and 1.1).
const ProtocolError* ParseStatusLine(absl::string_view line, ResponseHead& head,
                                     bool& keeps_version);

}  // namespace nuncio::http::http1

#endif  // NUNCIO_SOURCE_HTTP_HTTP1_START_LINE_H_

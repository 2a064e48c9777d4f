#ifndef NUNCIO_SOURCE_HTTP_HTTP1_CONNECTION_HEADER_H_
#define NUNCIO_SOURCE_HTTP_HTTP1_CONNECTION_HEADER_H_

#include "absl/strings/string_view.h"
#include "source/http/http1/control_fields.h"
#include "source/http/message.h"
#include "source/http/protocol_error.h"

// The `connection` header (RFC 9110, 7.6.1).

namespace nuncio::http::http1 {

// Whether the sender of a head means to use the connection again. `proxy-connection` counts as
// `connection` does.
bool KeepsAlive(Protocol protocol, const ControlFields& control);

// Removes the fields that a request's `connection` names. An error if it names what everything
// behind the proxy rests on (the host, the framing, who the client is) or unreasonably much.
const ProtocolError* RemoveNominated(absl::string_view connection, HeaderList& headers);

// What a head that switches protocols says of its connection: what `connection` in the list says,
// as it came; but "upgrade" alone where that would end the connection or names a field of this
// head, which the next reader would take away. For fields that came to the head on its way.
absl::string_view UpgradeOptions(const HeaderList& headers);

}  // namespace nuncio::http::http1

#endif  // NUNCIO_SOURCE_HTTP_HTTP1_CONNECTION_HEADER_H_

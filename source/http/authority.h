#ifndef NUNCIO_SOURCE_HTTP_AUTHORITY_H_
#define NUNCIO_SOURCE_HTTP_AUTHORITY_H_

#include "absl/strings/string_view.h"

// The authority of a URL (RFC 3986, 3.2): a host, maybe with a port behind it.

namespace nuncio::http {

// Views into what was taken apart.
struct Authority {
  absl::string_view host;  // a v6 address with its brackets
  absl::string_view port;  // whatever stands behind the colon
  bool has_port = false;   // there is a colon
};

// Takes "host", "host:port" and "[v6]:port" apart. False for what is none of them, and for what has
// no host or a user. The port is not looked at.
bool ParseAuthority(absl::string_view text, Authority& parts);

// Whether a port is a number from 1 to 65535 in at most five digits.
bool IsPort(absl::string_view text);

// Whether every byte may stand in an authority at all, users and brackets included; empty passes.
bool IsAuthorityText(absl::string_view text);

// Whether every byte may stand in the user of a URL, its password included; empty passes.
bool IsUserText(absl::string_view text);

}  // namespace nuncio::http

#endif  // NUNCIO_SOURCE_HTTP_AUTHORITY_H_

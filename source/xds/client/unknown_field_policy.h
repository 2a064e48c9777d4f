#ifndef NUNCIO_SOURCE_XDS_CLIENT_UNKNOWN_FIELD_POLICY_H_
#define NUNCIO_SOURCE_XDS_CLIENT_UNKNOWN_FIELD_POLICY_H_

#include <functional>

namespace nuncio::xds::client {

// What becomes of fields that nobody knows in a file of resources.
struct UnknownFieldPolicy {
  bool refuse = false;  // they refuse the file; otherwise they are let through
  // Called once for each reading that found some, on the xds thread; they are logged then. Empty:
  // nobody hears of them.
  std::function<void()> note;
};

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_UNKNOWN_FIELD_POLICY_H_

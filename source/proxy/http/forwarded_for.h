#ifndef NUNCIO_SOURCE_PROXY_HTTP_FORWARDED_FOR_H_
#define NUNCIO_SOURCE_PROXY_HTTP_FORWARDED_FOR_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "source/matching/address_ranges.h"
#include "source/network/address.h"

namespace nuncio::proxy {

struct ForwardedFor {
  // None where there are too few addresses, or the chosen one is none.
  std::optional<network::Address> address;
  // It is the only one.
  bool single = false;
};

// The address in an x-forwarded-for that has `skipped` others behind it.
ForwardedFor LastForwardedFor(absl::string_view x_forwarded_for, uint32_t skipped);

// The last address that is none of the trusted ones; the first one if all are. None where something
// before that is no address.
ForwardedFor LastUntrustedForwardedFor(absl::string_view x_forwarded_for,
                                       const matching::AddressRanges& trusted);

}  // namespace nuncio::proxy

#endif  // NUNCIO_SOURCE_PROXY_HTTP_FORWARDED_FOR_H_

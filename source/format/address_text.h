#ifndef NUNCIO_SOURCE_FORMAT_ADDRESS_TEXT_H_
#define NUNCIO_SOURCE_FORMAT_ADDRESS_TEXT_H_

#include <string>

#include "absl/status/statusor.h"
#include "source/format/operator.h"
#include "source/network/address.h"

namespace nuncio::format {

// An address that an operator reads; null where there is none.
using AddressOf = const network::Address* (*)(const Input&);

// "127.0.0.1:80"; the path of a Unix socket.
template <AddressOf kAddress>
bool PutAddress(const Input& input, std::string& out) {
  const network::Address* const address = kAddress(input);
  return address != nullptr && PutUnlessEmpty(address->ToString(), out);
}

template <AddressOf kAddress>
bool PutPort(const Input& input, std::string& out) {
  const network::Address* const address = kAddress(input);
  return address != nullptr && address->is_ip() && PutNumber(address->port(), out);
}

// "127.0.0.1"; with the parameter 16 "127.0.0.0/16".
absl::StatusOr<Operator> MakeWithoutPort(const Command& command, AddressOf address);

template <AddressOf kAddress>
absl::StatusOr<Operator> MakeWithoutPort(const Command& command, const FormatOptions&) {
  return MakeWithoutPort(command, kAddress);
}

}  // namespace nuncio::format

#endif  // NUNCIO_SOURCE_FORMAT_ADDRESS_TEXT_H_

#include "source/format/address_text.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace nuncio::format {
namespace {

// Zeroes all bits behind the first `kept` of `bytes`.
void Mask(unsigned char* bytes, size_t size, uint32_t kept) {
  for (size_t i = 0; i < size; ++i) {
    const uint32_t in_byte = kept > i * 8 ? std::min<uint32_t>(kept - i * 8, 8) : 0;
    bytes[i] &= static_cast<unsigned char>(0xff00u >> in_byte);
  }
}

bool PutMasked(const network::Address& address, uint32_t bits, std::string& out) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.family() == network::AddressFamily::kIpv4) {
    in_addr ip = reinterpret_cast<const sockaddr_in*>(address.sockaddr_ptr())->sin_addr;
    bits = std::min(bits, 32u);
    Mask(reinterpret_cast<unsigned char*>(&ip), sizeof(ip), bits);
    inet_ntop(AF_INET, &ip, text, sizeof(text));
  } else {
    in6_addr ip = reinterpret_cast<const sockaddr_in6*>(address.sockaddr_ptr())->sin6_addr;
    Mask(ip.s6_addr, sizeof(ip), bits);
    inet_ntop(AF_INET6, &ip, text, sizeof(text));
  }
  absl::StrAppend(&out, text, "/", bits);
  return true;
}

}  // namespace

absl::StatusOr<Operator> MakeWithoutPort(const Command& command, AddressOf address_of) {
  absl::optional<uint32_t> bits;
  if (command.parameter && !command.parameter->empty()) {
    uint32_t value = 0;
    if (!absl::SimpleAtoi(*command.parameter, &value) || value > 128) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", *command.parameter, "' is no prefix length from 0 to 128"));
    }
    bits = value;
  }
  return Operator(Operator::Kind::kText, [address_of, bits](const Input& input, std::string& out) {
    const network::Address* const address = address_of(input);
    if (address == nullptr) return false;
    if (!address->is_ip()) return PutUnlessEmpty(address->ToString(), out);
    return bits ? PutMasked(*address, *bits, out) : Put(address->IpText(), out);
  });
}

}  // namespace nuncio::format

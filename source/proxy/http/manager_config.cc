#include "source/proxy/http/manager_config.h"

#include "source/matching/address_ranges.h"

namespace nuncio::proxy {
namespace {

// What an internal_address_config without ranges stands for.
matching::AddressRanges PrivateRanges() {
  std::vector<matching::CidrRange> ranges;
  for (const char* text :
       {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.1/32", "fd00::/8", "::1/128"}) {
    ranges.push_back(*matching::CidrRange::Parse(text));
  }
  return matching::AddressRanges(std::move(ranges));
}

}  // namespace

HttpConnectionManagerOptions ManagerConfig::Completed(HttpConnectionManagerOptions options) {
  if (options.internal_address_config && options.internal_address_config->empty()) {
    options.internal_address_config = PrivateRanges();
  }
  return options;
}

}  // namespace nuncio::proxy

#include "source/server/local_address.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "source/network/address.h"

namespace nuncio::server {

std::string OwnAddress(bool ipv6) {
  const int family = ipv6 ? AF_INET6 : AF_INET;
  const socklen_t length = ipv6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  std::string found = ipv6 ? "::1" : "127.0.0.1";
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return found;
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr || entry->ifa_addr->sa_family != family) continue;
    const network::Address address = network::Address::FromSockaddr(entry->ifa_addr, length);
    if (address.IsLoopback()) continue;
    found = address.IpText();
    break;
  }
  freeifaddrs(list);
  return found;
}

}  // namespace nuncio::server

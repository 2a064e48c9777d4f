#ifndef NUNCIO_SOURCE_SERVER_LOCAL_ADDRESS_H_
#define NUNCIO_SOURCE_SERVER_LOCAL_ADDRESS_H_

#include <string>

namespace nuncio::server {

// The address by which this machine is reached: the first of its interfaces that is not the
// loopback, else the loopback.
std::string OwnAddress(bool ipv6);

}  // namespace nuncio::server

#endif  // NUNCIO_SOURCE_SERVER_LOCAL_ADDRESS_H_

#ifndef NUNCIO_SOURCE_ADMIN_JSON_ADDRESS_H_
#define NUNCIO_SOURCE_ADMIN_JSON_ADDRESS_H_

#include "source/network/address.h"
#include "source/schema/json_writer.h"

namespace nuncio::admin {

// An address as the API writes one: {"socket_address": {...}} or {"pipe": {...}}.
void WriteAddress(const network::Address& address, schema::JsonWriter& json);

}  // namespace nuncio::admin

#endif  // NUNCIO_SOURCE_ADMIN_JSON_ADDRESS_H_

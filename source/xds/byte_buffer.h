#ifndef NUNCIO_SOURCE_XDS_BYTE_BUFFER_H_
#define NUNCIO_SOURCE_XDS_BYTE_BUFFER_H_

#include <string>

#include "grpcpp/support/byte_buffer.h"

namespace nuncio::xds {

// gRPC's buffers as strings and back, for calls that carry bytes whatever their message.
grpc::ByteBuffer ToByteBuffer(const std::string& bytes);
std::string BytesOf(const grpc::ByteBuffer& buffer);

}  // namespace nuncio::xds

#endif  // NUNCIO_SOURCE_XDS_BYTE_BUFFER_H_

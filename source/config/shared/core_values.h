#ifndef NUNCIO_SOURCE_CONFIG_SHARED_CORE_VALUES_H_
#define NUNCIO_SOURCE_CONFIG_SHARED_CORE_VALUES_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/types/optional.h"
#include "envoy/config/core/v3/address.pb.h"
#include "envoy/config/core/v3/base.pb.h"
#include "envoy/type/v3/percent.pb.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/wrappers.pb.h"
#include "source/base/clock.h"
#include "source/config/shared/scope.h"
#include "source/matching/fraction.h"
#include "source/network/address.h"
#include "source/record/metadata.h"

// The small messages that all others are made of, as plain values.
namespace nuncio::config {

// A negative one reads as zero: rules of fields bar it where it matters.
base::Duration ToDuration(const google::protobuf::Duration& duration);
// For fields that have no rule of their own.
void CheckNotNegative(const google::protobuf::Duration& duration, absl::string_view field,
                      Scope& scope);

// Of a wrapper, or the default where it is not set.
inline uint32_t ValueOr(bool set, const google::protobuf::UInt32Value& wrapper,
                        uint32_t otherwise) {
  return set ? wrapper.value() : otherwise;
}
inline bool ValueOr(bool set, const google::protobuf::BoolValue& wrapper, bool otherwise) {
  return set ? wrapper.value() : otherwise;
}

// A numeric IP address with a port, or a pipe. Names, named ports and internal addresses are
// refused here.
std::optional<network::Address> ParseAddress(const envoy::config::core::v3::Address& address,
                                             Scope& scope);
std::optional<network::Address> ParseSocketAddress(
    const envoy::config::core::v3::SocketAddress& address, Scope& scope);

// The text of a source; files are read now.
std::optional<std::string> ReadDataSource(const envoy::config::core::v3::DataSource& source,
                                          Scope& scope);

record::Struct ToStruct(const google::protobuf::Struct& fields);
// Null when nothing is in it.
std::shared_ptr<const record::Metadata> ToMetadata(
    const envoy::config::core::v3::Metadata& metadata);
// Its envoy.lb namespace; null where there is none.
std::shared_ptr<const record::Struct> ToLbMetadata(
    const envoy::config::core::v3::Metadata& metadata);

matching::Fraction ToFraction(const envoy::type::v3::FractionalPercent& percent);
matching::RuntimeFraction ToRuntimeFraction(
    const envoy::config::core::v3::RuntimeFractionalPercent& percent);
matching::RuntimeFlag ToRuntimeFlag(const envoy::config::core::v3::RuntimeFeatureFlag& flag);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SHARED_CORE_VALUES_H_

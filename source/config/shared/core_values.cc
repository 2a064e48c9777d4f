#include "source/config/shared/core_values.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace nuncio::config {
namespace {

namespace core = ::envoy::config::core::v3;

record::Value ToValue(const google::protobuf::Value& value) {
  switch (value.kind_case()) {
    case google::protobuf::Value::kBoolValue:
      return record::Value(value.bool_value());
    case google::protobuf::Value::kNumberValue:
      return record::Value(value.number_value());
    case google::protobuf::Value::kStringValue:
      return record::Value(value.string_value());
    case google::protobuf::Value::kStructValue:
      return record::Value(ToStruct(value.struct_value()));
    case google::protobuf::Value::kListValue: {
      record::List list;
      for (const auto& element : value.list_value().values()) list.push_back(ToValue(element));
      return record::Value(std::move(list));
    }
    default:
      return record::Value();
  }
}

std::optional<network::Address> Take(absl::StatusOr<network::Address> address,
                                     absl::string_view text, Scope& scope) {
  if (address.ok()) return *std::move(address);
  scope.Fail(address.status().message(), text);
  return std::nullopt;
}

std::optional<std::string> ReadFile(const std::string& path, Scope& scope) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file && (file.peek() == std::ifstream::traits_type::eof() || (text << file.rdbuf()))) {
    return text.str();
  }
  scope.FailAt("filename", absl::StrCat("must be a file that can be read: ", std::strerror(errno)),
               path);
  return std::nullopt;
}

}  // namespace

base::Duration ToDuration(const google::protobuf::Duration& duration) {
  // A hundred years is for ever, and fits.
  constexpr int64_t kMaxSeconds = 100LL * 366 * 24 * 3600;
  const int64_t seconds = std::clamp<int64_t>(duration.seconds(), 0, kMaxSeconds);
  return std::max(base::Duration(0),
                  std::chrono::seconds(seconds) + std::chrono::nanoseconds(duration.nanos()));
}

void CheckNotNegative(const google::protobuf::Duration& duration, absl::string_view field,
                      Scope& scope) {
  if (duration.seconds() >= 0 && duration.nanos() >= 0) return;
  scope.FailAt(field, "must not be negative");
}

std::optional<network::Address> ParseSocketAddress(const core::SocketAddress& address,
                                                   Scope& scope) {
  if (address.protocol() != core::SocketAddress::TCP) {
    scope.FailAt("protocol", "must be TCP: UDP is not supported", "UDP");
    return std::nullopt;
  }
  if (!address.resolver_name().empty()) {
    scope.FailAt("resolver_name", "is not supported", address.resolver_name());
    return std::nullopt;
  }
  if (address.port_specifier_case() == core::SocketAddress::kNamedPort) {
    scope.FailAt("named_port", "is not supported", address.named_port());
    return std::nullopt;
  }
  const auto step = scope.Field("address");
  return Take(
      network::Address::ParseIp(address.address(), static_cast<uint16_t>(address.port_value())),
      address.address(), scope);
}

std::optional<network::Address> ParseAddress(const core::Address& address, Scope& scope) {
  switch (address.address_case()) {
    case core::Address::kSocketAddress: {
      const auto step = scope.Field("socket_address");
      return ParseSocketAddress(address.socket_address(), scope);
    }
    case core::Address::kPipe: {
      const auto pipe = scope.Field("pipe");
      const auto step = scope.Field("path");
      return Take(network::Address::Unix(address.pipe().path()), address.pipe().path(), scope);
    }
    case core::Address::kEnvoyInternalAddress:
      scope.FailAt("envoy_internal_address", "is not supported");
      return std::nullopt;
    case core::Address::ADDRESS_NOT_SET:
      scope.Fail("must have a socket_address or a pipe");
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::string> ReadDataSource(const core::DataSource& source, Scope& scope) {
  switch (source.specifier_case()) {
    case core::DataSource::kFilename:
      return ReadFile(source.filename(), scope);
    case core::DataSource::kInlineBytes:
      return source.inline_bytes();
    case core::DataSource::kInlineString:
      return source.inline_string();
    case core::DataSource::kEnvironmentVariable: {
      const char* const value = std::getenv(source.environment_variable().c_str());
      if (value != nullptr) return std::string(value);
      scope.FailAt("environment_variable", "must be a variable that is set",
                   source.environment_variable());
      return std::nullopt;
    }
    case core::DataSource::SPECIFIER_NOT_SET:
      return std::string();
  }
  return std::nullopt;
}

record::Struct ToStruct(const google::protobuf::Struct& fields) {
  record::Struct out;
  for (const auto& [key, value] : fields.fields()) out.emplace(key, ToValue(value));
  return out;
}

std::shared_ptr<const record::Metadata> ToMetadata(const core::Metadata& metadata) {
  if (metadata.filter_metadata().empty()) return nullptr;
  auto out = std::make_shared<record::Metadata>();
  for (const auto& [name, fields] : metadata.filter_metadata()) {
    out->filter_metadata.emplace(name, ToStruct(fields));
  }
  return out;
}

std::shared_ptr<const record::Struct> ToLbMetadata(const core::Metadata& metadata) {
  const auto found = metadata.filter_metadata().find(std::string(record::kLbMetadata));
  if (found == metadata.filter_metadata().end()) return nullptr;
  return std::make_shared<record::Struct>(ToStruct(found->second));
}

matching::Fraction ToFraction(const envoy::type::v3::FractionalPercent& percent) {
  switch (percent.denominator()) {
    case envoy::type::v3::FractionalPercent::TEN_THOUSAND:
      return {percent.numerator(), 10'000};
    case envoy::type::v3::FractionalPercent::MILLION:
      return {percent.numerator(), 1'000'000};
    default:
      return {percent.numerator(), 100};
  }
}

matching::RuntimeFraction ToRuntimeFraction(const core::RuntimeFractionalPercent& percent) {
  return {ToFraction(percent.default_value()), percent.runtime_key()};
}

matching::RuntimeFlag ToRuntimeFlag(const core::RuntimeFeatureFlag& flag) {
  return {flag.default_value().value(), flag.runtime_key()};
}

}  // namespace nuncio::config

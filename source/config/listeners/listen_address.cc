#include "source/config/listeners/listen_address.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/matchers.h"
#include "source/network/socket.h"

namespace nuncio::config {
namespace {

namespace core = ::envoy::config::core::v3;
using Message = ::envoy::config::listener::v3::Listener;

network::SocketState ToState(core::SocketOption::SocketState state) {
  switch (state) {
    case core::SocketOption::STATE_BOUND:
      return network::SocketState::kBound;
    case core::SocketOption::STATE_LISTENING:
      return network::SocketState::kListening;
    default:
      return network::SocketState::kBeforeBind;
  }
}

void AppendOptions(const Repeated<core::SocketOption>& options, network::SocketOptions& out) {
  for (const core::SocketOption& option : options) {
    const int level = static_cast<int>(option.level());
    const int name = static_cast<int>(option.name());
    const network::SocketState state = ToState(option.state());
    if (option.value_case() == core::SocketOption::kIntValue) {
      out.push_back(
          network::SocketOption::Int(level, name, static_cast<int>(option.int_value()), state));
    } else {
      out.push_back({level, name, option.buf_value(), state});
    }
  }
}

void AppendKeepAlive(const core::TcpKeepalive& message, network::SocketOptions& out) {
  network::AppendKeepAlive({message.keepalive_probes().value(), message.keepalive_time().value(),
                            message.keepalive_interval().value()},
                           out);
}

// What holds for all sockets of the listener.
network::ListenOptions ParseCommon(const Message& listener) {
  network::ListenOptions out;
  out.reuse_port = ValueOr(listener.has_enable_reuse_port(), listener.enable_reuse_port(), true);
  out.backlog = static_cast<int>(
      ValueOr(listener.has_tcp_backlog_size(), listener.tcp_backlog_size(), out.backlog));
  out.freebind = listener.freebind().value();
  out.transparent = listener.transparent().value();
  out.fast_open_queue = static_cast<int>(listener.tcp_fast_open_queue_length().value());
  return out;
}

std::optional<listener::ListenAddress> ParseOne(const core::Address& address,
                                                const network::ListenOptions& common,
                                                Scope& scope) {
  const auto step = scope.Field("address");
  auto parsed = ParseAddress(address, scope);
  if (!parsed.has_value()) return std::nullopt;
  listener::ListenAddress out{*std::move(parsed), common};
  if (address.socket_address().ipv4_compat()) {
    if (out.address.family() != network::AddressFamily::kIpv6) {
      const auto field = scope.Field("socket_address");
      scope.FailAt("ipv4_compat", "is for IPv6 addresses only");
    }
    out.options.ipv4_compat = true;
  }
  if (address.has_pipe()) {
    out.options.unix_mode = address.pipe().mode();
    if (out.options.unix_mode != 0 && absl::StartsWith(address.pipe().path(), "@")) {
      const auto field = scope.Field("pipe");
      scope.FailAt("mode", "is not for an abstract name, which has no file");
    }
  }
  return out;
}

}  // namespace

std::vector<listener::ListenAddress> ParseListenAddresses(const Message& message, Scope& scope) {
  std::vector<listener::ListenAddress> out;
  const network::ListenOptions common = ParseCommon(message);
  network::ListenOptions own = common;
  AppendOptions(message.socket_options(), own.options);
  if (message.has_tcp_keepalive()) AppendKeepAlive(message.tcp_keepalive(), own.options);
  if (auto parsed = ParseOne(message.address(), own, scope)) out.push_back(*std::move(parsed));

  const auto list = scope.Field("additional_addresses");
  for (int i = 0; i < message.additional_addresses_size(); ++i) {
    const auto step = scope.Index(i);
    const auto& additional = message.additional_addresses(i);
    network::ListenOptions options = own;
    if (additional.has_socket_options()) {
      options.options = common.options;
      AppendOptions(additional.socket_options().socket_options(), options.options);
    }
    if (additional.has_tcp_keepalive()) {
      AppendKeepAlive(additional.tcp_keepalive(), options.options);
    }
    if (auto parsed = ParseOne(additional.address(), options, scope)) {
      out.push_back(*std::move(parsed));
    }
  }
  return out;
}

}  // namespace nuncio::config

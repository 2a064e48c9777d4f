// What each honoured field of a listener and its filter chains becomes, a row for each.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cstring>

#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/config/listener/v3/listener_components.pb.h"
#include "gtest/gtest.h"
#include "source/config/listeners/filter_chain.h"
#include "source/config/listeners/listener.h"
#include "test/config/field_table.h"

namespace nuncio::config {
namespace {

namespace message = ::envoy::config::listener::v3;
using Message = message::Listener;

std::string OptionText(const network::SocketOption& option) {
  int number = 0;
  if (option.value.size() == sizeof(number)) {
    std::memcpy(&number, option.value.data(), sizeof(number));
  }
  const std::string value =
      option.value.size() == sizeof(number) ? absl::StrCat(number) : option.value;
  return absl::StrCat(option.level, "/", option.name, "=", value, " at ",
                      static_cast<int>(option.state));
}

void DescribeAddress(const listener::ListenAddress& address, Lines& lines) {
  const network::ListenOptions& options = address.options;
  const auto name = [&](const char* what) {
    return absl::StrCat(address.address.ToString(), " ", what);
  };
  lines.Add("listens on", address.address);
  lines.Add(name("reuse_port"), options.reuse_port);
  lines.Add(name("backlog"), options.backlog);
  lines.Add(name("freebind"), options.freebind);
  lines.Add(name("transparent"), options.transparent);
  lines.Add(name("ipv4_compat"), options.ipv4_compat);
  lines.Add(name("mode"), options.unix_mode);
  lines.Add(name("fast_open_queue"), options.fast_open_queue);
  for (const auto& option : options.options) lines.Add(name("option"), OptionText(option));
}

void DescribeListener(const Message& listener, Scope& scope, Lines& lines) {
  const auto plan = ParseListener(listener, scope);
  if (plan == nullptr) return;
  const listener::ListenerOptions& options = plan->options;
  lines.Add("name", options.name);
  lines.Add("stat_prefix", options.stat_prefix);
  for (const auto& address : options.addresses) DescribeAddress(address, lines);
  lines.Add("bind_to_port", options.bind_to_port);
  lines.Add("use_original_dst", options.use_original_dst);
  lines.Add("listener_filters_timeout", options.listener_filters_timeout);
  lines.Add("continues", options.continue_on_listener_filters_timeout);
  lines.Add("buffer limit", options.per_connection_buffer_limit);
  lines.Add("max_connections_per_event", options.max_connections_per_event);
  lines.Add("ignores the global limit", options.ignore_global_connection_limit);
  lines.Add("drain_type", options.drain_type);
  lines.Add("direction", options.direction);
  lines.Add("metadata", options.metadata);
  for (const FilterChainPlan& chain : plan->chains) lines.Add("chain", chain.chain.name);
  if (plan->default_chain) lines.Add("default chain", plan->default_chain->chain.name);
  for (const AccessLogOptions& log : plan->access_logs) lines.Add("log", log.path);
}

constexpr const char* kListener =
    "{name: l, address: {socket_address: {address: 127.0.0.1, port_value: 80}}, filter_chains: "
    "[{name: c, filter_chain_match: {destination_port: 1}}]}";

FieldTable<Message> Table(const char* listener = kListener) {
  return {"envoy.config.listener.v3.", listener, DescribeListener};
}

TEST(HonouredListenerTest, Fields) {
  Table().Check({
      {"Listener.name", "name: m", "name m"},
      {"Listener.stat_prefix", "stat_prefix: s", "stat_prefix s"},
      {"Listener.use_original_dst", "use_original_dst: true", "use_original_dst yes"},
      {"Listener.filter_chains", "filter_chains: [{name: d}]", "chain d"},
      {"Listener.default_filter_chain", "default_filter_chain: {name: d}", "default chain d"},
      {"FilterChain.name", "filter_chains: [{name: e}]", "chain e"},
      {"Listener.per_connection_buffer_limit_bytes", "per_connection_buffer_limit_bytes: 9",
       "buffer limit 9"},
      {"Listener.metadata", "metadata: {filter_metadata: {n: {k: v}}}", "metadata n{\"k\":\"v\"}"},
      {"Listener.drain_type", "drain_type: MODIFY_ONLY", "drain_type 1"},
      {"Listener.listener_filters_timeout", "listener_filters_timeout: 3s",
       "listener_filters_timeout 3000ms"},
      {"Listener.continue_on_listener_filters_timeout",
       "continue_on_listener_filters_timeout: true", "continues yes"},
      {"Listener.traffic_direction", "traffic_direction: INBOUND", "direction 1"},
      {"Listener.traffic_direction", "traffic_direction: OUTBOUND", "direction 2"},
      {"Listener.bind_to_port", "bind_to_port: false", "bind_to_port no"},
      {"Listener.deprecated_v1", "deprecated_v1: {bind_to_port: false}", "bind_to_port no"},
      {"Listener.DeprecatedV1.bind_to_port", "deprecated_v1: {bind_to_port: false}",
       "bind_to_port no"},
      {"Listener.ignore_global_conn_limit", "ignore_global_conn_limit: true",
       "ignores the global limit yes"},
      {"Listener.max_connections_to_accept_per_socket_event",
       "max_connections_to_accept_per_socket_event: 2", "max_connections_per_event 2"},
      {"Listener.access_log",
       "access_log: [{typed_config: {'@type': "
       "type.googleapis.com/envoy.extensions.access_loggers.stream.v3.StdoutAccessLog}}]",
       "log /dev/stdout"},
  });
}

TEST(HonouredListenerTest, Sockets) {
  Table().Check({
      {"Listener.enable_reuse_port", "enable_reuse_port: false", "127.0.0.1:80 reuse_port no"},
      {"Listener.tcp_backlog_size", "tcp_backlog_size: 7", "127.0.0.1:80 backlog 7"},
      {"Listener.freebind", "freebind: true", "127.0.0.1:80 freebind yes"},
      {"Listener.transparent", "transparent: true", "127.0.0.1:80 transparent yes"},
      {"Listener.tcp_fast_open_queue_length", "tcp_fast_open_queue_length: 3",
       "127.0.0.1:80 fast_open_queue 3"},
      {"Listener.socket_options",
       "socket_options: [{level: 1, name: 8, int_value: 4096, state: STATE_BOUND}]",
       "127.0.0.1:80 option 1/8=4096 at 1"},
  });
  FieldTable<Message> core = Table();
  core.prefix = "envoy.config.core.v3.SocketOption.";
  core.Check({
      {"level", "socket_options: [{level: 6, name: 9, int_value: 1}]",
       "127.0.0.1:80 option 6/9=1 at 0"},
      {"name", "socket_options: [{level: 1, name: 10, int_value: 1}]",
       "127.0.0.1:80 option 1/10=1 at 0"},
      {"int_value", "socket_options: [{level: 1, name: 9, int_value: 2}]",
       "127.0.0.1:80 option 1/9=2 at 0"},
      {"buf_value", "socket_options: [{level: 1, name: 9, buf_value: aGVsbG8=}]",
       "127.0.0.1:80 option 1/9=hello at 0"},
      {"state", "socket_options: [{level: 1, name: 9, int_value: 1, state: STATE_LISTENING}]",
       "127.0.0.1:80 option 1/9=1 at 2"},
  });
}

std::string Option(int level, int name, int value) {
  return OptionText(network::SocketOption::Int(level, name, value));
}

TEST(HonouredListenerTest, KeepAlive) {
  const std::string on = absl::StrCat("127.0.0.1:80 option ", Option(SOL_SOCKET, SO_KEEPALIVE, 1));
  const auto with = [&](int name, int value) {
    return absl::StrCat(on, "; 127.0.0.1:80 option ", Option(IPPROTO_TCP, name, value));
  };
  Table().Check({{"Listener.tcp_keepalive", "tcp_keepalive: {}", on.c_str()}});
  FieldTable<Message> core = Table();
  core.prefix = "envoy.config.core.v3.TcpKeepalive.";
  core.Check({
      {"keepalive_probes", "tcp_keepalive: {keepalive_probes: 3}", with(TCP_KEEPCNT, 3).c_str()},
      {"keepalive_time", "tcp_keepalive: {keepalive_time: 4}", with(TCP_KEEPIDLE, 4).c_str()},
      {"keepalive_interval", "tcp_keepalive: {keepalive_interval: 5}",
       with(TCP_KEEPINTVL, 5).c_str()},
  });
}

TEST(HonouredListenerTest, Addresses) {
  Table("{name: l, filter_chains: [{name: c}]}")
      .Check({
          {"Listener.address", "address: {socket_address: {address: 10.0.0.1, port_value: 81}}",
           "name l; stat_prefix ; listens on 10.0.0.1:81; 10.0.0.1:81 reuse_port yes; 10.0.0.1:81 "
           "backlog 4096; 10.0.0.1:81 freebind no; 10.0.0.1:81 transparent no; 10.0.0.1:81 "
           "ipv4_compat "
           "no; 10.0.0.1:81 mode 0; 10.0.0.1:81 fast_open_queue 0; bind_to_port yes; "
           "use_original_dst "
           "no; listener_filters_timeout 15000ms; continues no; buffer limit 1048576; "
           "max_connections_per_event 64; ignores the global limit no; drain_type 0; direction 0; "
           "metadata none; chain c"},
      });
  const char* const other =
      "listens on 10.0.0.2:82; 10.0.0.2:82 reuse_port yes; 10.0.0.2:82 backlog 4096; 10.0.0.2:82 "
      "freebind no; 10.0.0.2:82 transparent no; 10.0.0.2:82 ipv4_compat no; 10.0.0.2:82 mode 0; "
      "10.0.0.2:82 fast_open_queue 0";
  const auto additional = [](absl::string_view fields) {
    return absl::StrCat(
        "additional_addresses: [{address: {socket_address: {address: 10.0.0.2, port_value: 82}}",
        fields, "}]");
  };
  Table().Check({
      {"Listener.additional_addresses", additional("").c_str(), other},
      {"AdditionalAddress.address", additional("").c_str(), other},
      {"AdditionalAddress.socket_options",
       additional(", socket_options: {socket_options: [{level: 1, name: 9, int_value: 1}]}")
           .c_str(),
       absl::StrCat(other, "; 10.0.0.2:82 option 1/9=1 at 0").c_str()},
      {"AdditionalAddress.tcp_keepalive", additional(", tcp_keepalive: {}").c_str(),
       absl::StrCat(other, "; 10.0.0.2:82 option ", Option(SOL_SOCKET, SO_KEEPALIVE, 1)).c_str()},
  });
  FieldTable<Message> core = Table();
  core.prefix = "envoy.config.core.v3.";
  core.Check({
      {"SocketOptionsOverride.socket_options",
       additional(", socket_options: {socket_options: [{level: 1, name: 8, int_value: 1}]}")
           .c_str(),
       absl::StrCat(other, "; 10.0.0.2:82 option 1/8=1 at 0").c_str()},
  });
}

TEST(HonouredListenerTest, KindsOfAddresses) {
  FieldTable<Message> six = Table(
      "{name: l, address: {socket_address: {address: '::1', port_value: 80}}, filter_chains: "
      "[{name: c}]}");
  six.prefix = "envoy.config.core.v3.";
  six.Check({{"SocketAddress.ipv4_compat", "address: {socket_address: {ipv4_compat: true}}",
              "[::1]:80 ipv4_compat yes"}});
  FieldTable<Message> pipe =
      Table("{name: l, address: {pipe: {path: /s}}, filter_chains: [{name: c}]}");
  pipe.prefix = "envoy.config.core.v3.";
  pipe.Check({
      {"Pipe.mode", "address: {pipe: {mode: 384}}", "/s mode 384"},
  });
}

TEST(HonouredListenerTest, MistakesSayWhereTheyStand) {
  Table().Check({
      {"Listener.internal_listener", "internal_listener: {}",
       "refused internal_listener: is not supported"},
      {"Listener.udp_listener_config", "udp_listener_config: {}",
       "refused udp_listener_config: is not supported"},
      {"Listener.api_listener", "api_listener: {}", "refused api_listener: is not supported"},
      {"Listener.filter_chain_matcher", "filter_chain_matcher: {}",
       "refused filter_chain_matcher: is not supported"},
      {"Listener.enable_mptcp", "enable_mptcp: true", "refused enable_mptcp: is not supported"},
      {"Listener.listener_filters", "listener_filters: [{name: f}]",
       "refused listener_filters[0]: must be a known listener filter, got \"f\""},
  });
  Table(
      "{name: l, address: {socket_address: {address: 127.0.0.1, port_value: 80}}, "
      "default_filter_chain: {}}")
      .Check({
          {"Listener.address", "address: {socket_address: {ipv4_compat: true}}",
           "refused address.socket_address.ipv4_compat: is for IPv6 addresses only"},
      });
}

void DescribeChain(const message::FilterChain& chain, Scope& scope, Lines& lines) {
  const FilterChainPlan plan = ParseFilterChain(chain, scope);
  const listener::ChainMatch& match = plan.chain.match;
  lines.Add("name", plan.chain.name);
  lines.Add("destination_port", match.destination_port);
  lines.Add("prefix_ranges", match.prefix_ranges);
  lines.Add("direct_source_prefix_ranges", match.direct_source_prefix_ranges);
  lines.Add("source_type", match.source_type);
  lines.Add("source_prefix_ranges", match.source_prefix_ranges);
  lines.Add("source_ports", match.source_ports);
  lines.Add("server_names", match.server_names);
  lines.Add("transport_protocol", match.transport_protocol);
  lines.Add("application_protocols", match.application_protocols);
  lines.Add("transport_connect_timeout", plan.chain.transport_connect_timeout);
  lines.Add("metadata", plan.chain.metadata);
  lines.Add("filters", plan.terminal != nullptr);
}

FieldTable<message::FilterChain> ChainTable(const char* chain = "name: c") {
  return {"envoy.config.listener.v3.", chain, DescribeChain};
}

TEST(HonouredFilterChainTest, Match) {
  ChainTable().Check({
      {"FilterChain.filter_chain_match", "filter_chain_match: {destination_port: 80}",
       "destination_port 80"},
      {"FilterChainMatch.destination_port", "filter_chain_match: {destination_port: 81}",
       "destination_port 81"},
      {"FilterChainMatch.prefix_ranges",
       "filter_chain_match: {prefix_ranges: [{address_prefix: 10.0.0.0, prefix_len: 8}]}",
       "prefix_ranges [10.0.0.0/8]"},
      {"FilterChainMatch.direct_source_prefix_ranges",
       "filter_chain_match: {direct_source_prefix_ranges: [{address_prefix: 10.0.0.0, prefix_len: "
       "8}]}",
       "direct_source_prefix_ranges [10.0.0.0/8]"},
      {"FilterChainMatch.source_type", "filter_chain_match: {source_type: SAME_IP_OR_LOOPBACK}",
       "source_type 1"},
      {"FilterChainMatch.source_type", "filter_chain_match: {source_type: EXTERNAL}",
       "source_type 2"},
      {"FilterChainMatch.source_prefix_ranges",
       "filter_chain_match: {source_prefix_ranges: [{address_prefix: 10.0.0.0, prefix_len: 8}]}",
       "source_prefix_ranges [10.0.0.0/8]"},
      {"FilterChainMatch.source_ports", "filter_chain_match: {source_ports: [1, 2]}",
       "source_ports [1, 2]"},
      {"FilterChainMatch.server_names", "filter_chain_match: {server_names: [A.test, '*.b.test']}",
       "server_names [a.test, *.b.test]"},
      {"FilterChainMatch.transport_protocol", "filter_chain_match: {transport_protocol: tls}",
       "transport_protocol tls"},
      {"FilterChainMatch.application_protocols",
       "filter_chain_match: {application_protocols: [h2]}", "application_protocols [h2]"},
  });
}

std::string Any(absl::string_view type, absl::string_view value) {
  return absl::StrCat("typed_config: {'@type': type.googleapis.com/google.protobuf.", type,
                      ", value: ", value, "}");
}

TEST(HonouredFilterChainTest, Filters) {
  ChainTable().Check({
      {"FilterChain.name", "name: d", "name d"},
      {"FilterChain.filters",
       absl::StrCat("filters: [{name: f, ", Any("StringValue", "x"), "}]").c_str(),
       "filters yes; seen by network filter x"},
      {"Filter.typed_config",
       absl::StrCat("filters: [{name: f, ", Any("StringValue", "w"), "}]").c_str(),
       "filters yes; seen by network filter w"},
      {"Filter.name", "filters: [{name: g}]",
       "refused filters[0].typed_config: must be given: a filter is found by its type, got \"g\""},
      {"FilterChain.metadata", "metadata: {filter_metadata: {n: {k: v}}}",
       "metadata n{\"k\":\"v\"}"},
      {"FilterChain.transport_socket_connect_timeout", "transport_socket_connect_timeout: 3s",
       "transport_connect_timeout 3000ms"},
      {"FilterChain.transport_socket", "transport_socket: {name: t}",
       "refused transport_socket.typed_config: must be given: a transport socket is found by its "
       "type, got \"t\""},
  });
}

TEST(HonouredFilterChainTest, MistakesSayWhereTheyStand) {
  ChainTable().Check({
      {"FilterChainMatch.server_names", "filter_chain_match: {server_names: ['a*']}",
       "refused filter_chain_match.server_names[0]: must be a name, or *. with a name behind it, "
       "got \"a*\""},
      {"FilterChainMatch.server_names", "filter_chain_match: {server_names: [a, A]}",
       "refused filter_chain_match.server_names[1]: must not stand twice, got \"A\""},
      {"FilterChainMatch.address_suffix", "filter_chain_match: {address_suffix: a}",
       "refused filter_chain_match.address_suffix: is not supported, got \"a\""},
      {"FilterChainMatch.suffix_len", "filter_chain_match: {suffix_len: 1}",
       "refused filter_chain_match.suffix_len: is not supported"},
      {"FilterChain.use_proxy_proto", "use_proxy_proto: true",
       "refused use_proxy_proto: is not supported"},
      {"Filter.typed_config",
       absl::StrCat("filters: [{name: f, ", Any("BoolValue", "true"), "}]").c_str(),
       "refused filters[0].typed_config: must be the type of a known network filter, got "
       "\"google.protobuf.BoolValue\""},
      {"FilterChain.filters",
       absl::StrCat("filters: [{name: f, ", Any("StringValue", "x"), "}, {name: g, ",
                    Any("StringValue", "x"), "}]")
           .c_str(),
       "refused filters[0]: must be the last filter: it serves the connection, got \"f\""},
      {"FilterChain.transport_socket",
       absl::StrCat("transport_socket: {name: t, ", Any("BoolValue", "true"), "}").c_str(),
       "refused transport_socket.typed_config: must be the type of a known transport socket, got "
       "\"google.protobuf.BoolValue\""},
  });
}

}  // namespace
}  // namespace nuncio::config

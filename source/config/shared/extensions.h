#ifndef NUNCIO_SOURCE_CONFIG_SHARED_EXTENSIONS_H_
#define NUNCIO_SOURCE_CONFIG_SHARED_EXTENSIONS_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/any.pb.h"
#include "source/config/shared/scope.h"
#include "source/filter/http_filter_factory.h"
#include "source/filter/network_filter.h"

namespace nuncio::config {

struct Making;

// The configuration of an extension is read in two steps. `parse` is pure: it runs on any thread,
// also where nothing is ever served. What it returns, a maker, is an immutable value that waits to
// be made into the real thing, on main. A maker that is null could not be read.
using TerminalMaker =
    std::function<absl::StatusOr<std::shared_ptr<const filter::TerminalFilterFactory>>(Making&)>;

// A network filter of this build that serves connections: the last of its chain.
struct NetworkFilterExtension {
  std::string name;  // "envoy.filters.network.tcp_proxy", for people
  std::string type;  // "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy"
  std::function<TerminalMaker(const google::protobuf::Any&, Scope&)> parse;
};

// `stat_prefix` is the connection manager's.
using HttpFilterMaker =
    std::function<absl::StatusOr<std::shared_ptr<const filter::HttpFilterFactory>>(
        Making&, absl::string_view stat_prefix)>;

// An HTTP filter of this build.
struct HttpFilterExtension {
  std::string name;        // "envoy.filters.http.buffer", for people
  std::string type;        // "envoy.extensions.filters.http.buffer.v3.Buffer"
  std::string route_type;  // "envoy.extensions.filters.http.buffer.v3.BufferPerRoute"; may be empty
  bool terminal = false;
  std::function<HttpFilterMaker(const google::protobuf::Any&, Scope&)> parse;
  // Null after a complaint.
  std::function<std::shared_ptr<const void>(const google::protobuf::Any&, Scope&)> parse_route;
};

// What this program can be configured with. Listed by hand in source/main. Immutable; any thread.
class Extensions {
 public:
  Extensions(std::vector<NetworkFilterExtension> network_filters,
             std::vector<HttpFilterExtension> http_filters)
      : network_filters_(std::move(network_filters)), http_filters_(std::move(http_filters)) {}

  // By the type of the configuration; null where there is none.
  const NetworkFilterExtension* FindNetworkFilter(absl::string_view type) const;
  const HttpFilterExtension* FindHttpFilter(absl::string_view type) const;
  const HttpFilterExtension* FindByRouteType(absl::string_view route_type) const;

  const std::vector<NetworkFilterExtension>& network_filters() const { return network_filters_; }
  const std::vector<HttpFilterExtension>& http_filters() const { return http_filters_; }

 private:
  const std::vector<NetworkFilterExtension> network_filters_;
  const std::vector<HttpFilterExtension> http_filters_;
};

// The message in an Any whose type was looked at; none, with a complaint, where the bytes are not
// of it.
template <typename Message>
bool UnpackInto(const google::protobuf::Any& any, Message& message, Scope& scope) {
  if (any.UnpackTo(&message)) return true;
  scope.Fail("must hold a message of its type", Message::descriptor()->full_name());
  return false;
}

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SHARED_EXTENSIONS_H_

#ifndef NUNCIO_SOURCE_CONFIG_EXTENSIONS_H_
#define NUNCIO_SOURCE_CONFIG_EXTENSIONS_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/any.pb.h"
#include "source/config/scope.h"
#include "source/filter/http_filter_factory.h"

namespace nuncio::config {

struct Making;

// The configuration of an extension after its first step: an immutable value that waits to be made
// into the real thing on main. Null: it could not be read.
using HttpFilterMaker =
    std::function<std::shared_ptr<const filter::HttpFilterFactory>(const Making&)>;

// An HTTP filter of this build. Its configuration is read in two steps: `parse` is pure and runs on
// any thread, also where nothing is ever served; what it returns is called on main.
struct HttpFilterExtension {
  std::string name;        // "envoy.filters.http.buffer", for people
  std::string type;        // "envoy.extensions.filters.http.buffer.v3.Buffer"
  std::string route_type;  // "envoy.extensions.filters.http.buffer.v3.BufferPerRoute"; may be empty
  bool terminal = false;
  std::function<HttpFilterMaker(const google::protobuf::Any&, Scope&)> parse;
  // Null after a complaint.
  std::function<std::shared_ptr<const void>(const google::protobuf::Any&, Scope&)> parse_route;
};

// What this program can be configured with, beyond what it cannot do without. Listed by hand in
// source/main. Immutable; any thread.
class Extensions {
 public:
  explicit Extensions(std::vector<HttpFilterExtension> http_filters)
      : http_filters_(std::move(http_filters)) {}

  const HttpFilterExtension* FindHttpFilter(absl::string_view type) const;
  const HttpFilterExtension* FindByRouteType(absl::string_view route_type) const;
  const std::vector<HttpFilterExtension>& http_filters() const { return http_filters_; }

 private:
  const std::vector<HttpFilterExtension> http_filters_;
};

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_EXTENSIONS_H_

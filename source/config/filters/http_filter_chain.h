#ifndef NUNCIO_SOURCE_CONFIG_FILTERS_HTTP_FILTER_CHAIN_H_
#define NUNCIO_SOURCE_CONFIG_FILTERS_HTTP_FILTER_CHAIN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "source/config/shared/extensions.h"
#include "source/config/shared/matchers.h"
#include "source/config/shared/scope.h"
#include "source/filter/http_filter_factory.h"
#include "source/routing/filter_configs.h"

namespace nuncio::config {

// The HTTP filters of a connection manager, or of one of its upgrades, before they are made.
struct HttpFilterPlan {
  std::string name;
  routing::FilterId id = 0;
  HttpFilterMaker maker;
  bool disabled = false;
};

// The list where the scope stands: the last filter, and no other, must answer requests itself.
std::vector<HttpFilterPlan> ParseHttpFilters(
    const Repeated<envoy::extensions::filters::network::http_connection_manager::v3::HttpFilter>&
        filters,
    Scope& scope);

absl::StatusOr<filter::HttpFilterEntries> MakeHttpFilters(const std::vector<HttpFilterPlan>& plans,
                                                          Making& making,
                                                          absl::string_view stat_prefix);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_FILTERS_HTTP_FILTER_CHAIN_H_

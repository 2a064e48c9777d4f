#include <limits>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "source/base/status_macros.h"
#include "source/routing/route_table.h"

// How a table comes to be: what no single field can tell is checked, what decisions need is
// computed.

namespace nuncio::routing {
namespace {

absl::Status Invalid(absl::string_view place, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(place, ": ", why));
}

absl::Status CheckPrefix(absl::string_view prefix, absl::string_view place) {
  if (absl::EndsWith(prefix, "/") || prefix.find_first_of("?#") != absl::string_view::npos) {
    return Invalid(place, absl::StrCat("path_separated_prefix '", prefix,
                                       "' must not end in '/' nor hold '?' or '#'"));
  }
  return absl::OkStatus();
}

// The entry's fields over those of the route.
std::shared_ptr<const record::Struct> Merged(const std::shared_ptr<const record::Struct>& route,
                                             const std::shared_ptr<const record::Struct>& entry) {
  if (entry == nullptr) return route;
  if (route == nullptr) return entry;
  auto merged = std::make_shared<record::Struct>(*route);
  for (const auto& [key, value] : *entry) (*merged)[key] = value;
  return merged;
}

absl::Status Finish(WeightedClusters& weighted, const RouteAction& action,
                    absl::string_view place) {
  weighted.total_weight = 0;
  for (ClusterWeight& entry : weighted.clusters) {
    if (entry.name.empty() == entry.cluster_header.empty()) {
      return Invalid(place, "a weighted cluster needs either a name or a cluster_header");
    }
    weighted.total_weight += entry.weight;
    entry.metadata_match = Merged(action.metadata_match, entry.metadata_match);
  }
  if (weighted.total_weight == 0) return Invalid(place, "the sum of all weights is 0");
  if (weighted.total_weight > std::numeric_limits<uint32_t>::max()) {
    return Invalid(place, absl::StrCat("the sum of all weights, ", weighted.total_weight,
                                       ", is over 4294967295"));
  }
  return absl::OkStatus();
}

absl::Status Finish(Route& route, absl::string_view place) {
  const auto* const separated = absl::get_if<MatchPathSeparatedPrefix>(&route.match.path_specifier);
  if (separated != nullptr) {
    NUNCIO_RETURN_IF_ERROR(CheckPrefix(separated->prefix, absl::StrCat(place, ".match")));
  }
  auto* const action = absl::get_if<RouteAction>(&route.action);
  auto* const weighted =
      action == nullptr ? nullptr : absl::get_if<WeightedClusters>(&action->cluster_specifier);
  if (weighted == nullptr) return absl::OkStatus();
  return Finish(*weighted, *action, absl::StrCat(place, ".route.weighted_clusters"));
}

}  // namespace

absl::Status RouteTable::Index() {
  paths_.reserve(configuration_.virtual_hosts.size());
  for (uint32_t i = 0; i < configuration_.virtual_hosts.size(); ++i) {
    VirtualHost& host = configuration_.virtual_hosts[i];
    const std::string place = absl::StrCat("virtual_hosts[", i, "]");
    for (size_t j = 0; j < host.domains.size(); ++j) {
      const absl::Status added = domains_.Add(host.domains[j], i);
      if (!added.ok()) {
        return Invalid(absl::StrCat(place, ".domains[", j, "]"), added.message());
      }
    }
    for (size_t j = 0; j < host.routes.size(); ++j) {
      NUNCIO_RETURN_IF_ERROR(Finish(host.routes[j], absl::StrCat(place, ".routes[", j, "]")));
    }
    paths_.emplace_back(host.routes);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const RouteTable>> RouteTable::Create(
    RouteConfiguration configuration) {
  std::shared_ptr<RouteTable> table(new RouteTable(std::move(configuration)));
  NUNCIO_RETURN_IF_ERROR(table->Index());
  return std::shared_ptr<const RouteTable>(std::move(table));
}

}  // namespace nuncio::routing

// Route tables made of arbitrary patterns, asked for an arbitrary path. Each line is a route (its
// first byte says which kind), the last one the path and, behind a tab, a cookie header.
//
// What must hold: nothing crashes, and a table with an index finds the route that comes first of
// those that match.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "test/routing/routing_world.h"

namespace nuncio::routing {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

RouteMatch MatchOf(char kind, absl::string_view text) {
  RouteMatch match;
  match.case_sensitive = (kind & 8) == 0;
  const std::string pattern(text);
  const absl::StatusOr<matching::Regex> regex = matching::Regex::Parse(pattern);
  switch (kind & 7) {
    case 0:
      match.path_specifier = MatchPath{pattern};
      break;
    case 1:
      match.path_specifier = MatchPathSeparatedPrefix{pattern};
      break;
    case 2:
      match.path_specifier = MatchPrefix{"/"};
      match.query_parameters.push_back({pattern, absl::nullopt});
      break;
    case 3:
      match.path_specifier = MatchPrefix{"/"};
      match.cookies.push_back({"a", matching::StringMatcher::Contains(pattern, true)});
      break;
    case 4:
      if (regex.ok()) {
        match.path_specifier = MatchRegex{*regex};
        break;
      }
      [[fallthrough]];
    default:
      match.path_specifier = MatchPrefix{pattern};
  }
  return match;
}

void Ask(const std::vector<std::string>& lines) {
  std::vector<Route> routes;
  for (size_t i = 0; i + 1 < lines.size() && i < 64; ++i) {
    if (lines[i].empty()) continue;
    const absl::string_view pattern = absl::string_view(lines[i]).substr(1);
    routes.push_back(test::To("a", MatchOf(lines[i][0], pattern)));
  }
  const auto table = RouteTable::Create(test::Routes(std::move(routes)));
  if (!table.ok()) return;
  const std::vector<std::string> request = absl::StrSplit(lines.back(), absl::MaxSplits('\t', 1));
  test::RoutingWorld world(request[0].c_str());
  if (request.size() > 1) world.head.headers.Add(http::HeaderId::kCookie, request[1]);

  const Route* expected = nullptr;
  const absl::string_view path = matching::PathWithoutQuery(world.head.path);
  for (const Route& route : (*table)->configuration().virtual_hosts[0].routes) {
    if (!route.match.MatchesPath(path, false)) continue;
    if (!route.match.MatchesRest({world.head, world.record})) continue;
    expected = &route;
    break;
  }
  const RouteDecision decision = world.Find(**table);
  Require(decision.route == expected);
  if (expected != nullptr) RewriteRequest(decision, format::Input(world.record), world.head);
}

}  // namespace
}  // namespace nuncio::routing

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  nuncio::routing::Ask(absl::StrSplit(text, '\n'));
  return 0;
}

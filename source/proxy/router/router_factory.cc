#include "source/proxy/router/router_factory.h"

#include <utility>

#include "source/proxy/router/router.h"

namespace nuncio::proxy::router {
namespace {

class Factory final : public filter::HttpFilterFactory {
 public:
  explicit Factory(RouterConfig config) : config_(std::move(config)) {}

  filter::HttpFilter* Make(const filter::HttpStreamContext& stream) const override {
    return stream.arena.New<Router>(config_, stream);
  }
  bool terminal() const override { return true; }

 private:
  const RouterConfig config_;
};

}  // namespace

std::shared_ptr<const filter::HttpFilterFactory> MakeRouterFactory(
    RouterOptions options, absl::string_view stat_prefix, RouterDependencies dependencies) {
  return std::make_shared<Factory>(
      RouterConfig{std::move(options), dependencies.stats.Instantiate(kRouterGroup, stat_prefix),
                   std::move(dependencies.clusters), std::move(dependencies.local_ip)});
}

}  // namespace nuncio::proxy::router

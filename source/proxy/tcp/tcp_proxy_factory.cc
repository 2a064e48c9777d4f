#include "source/proxy/tcp/tcp_proxy_factory.h"

#include <utility>

#include "source/proxy/tcp/tcp_proxy.h"
#include "source/proxy/tcp/tcp_proxy_config.h"

namespace nuncio::proxy::tcp {
namespace {

class Factory final : public filter::TerminalFilterFactory {
 public:
  explicit Factory(std::shared_ptr<const TcpProxyConfig> config) : config_(std::move(config)) {}
  std::unique_ptr<filter::TerminalFilter> Make(filter::NetworkContext& context) const override {
    return std::make_unique<TcpProxy>(config_, context);
  }

 private:
  const std::shared_ptr<const TcpProxyConfig> config_;
};

}  // namespace

std::shared_ptr<const filter::TerminalFilterFactory> MakeTcpProxyFactory(
    TcpProxyOptions options, upstream::ClusterSet& clusters, stats::Store& store) {
  return std::make_shared<Factory>(
      std::make_shared<const TcpProxyConfig>(std::move(options), clusters, store));
}

}  // namespace nuncio::proxy::tcp

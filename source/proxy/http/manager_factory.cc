#include "source/proxy/http/manager_factory.h"

#include <utility>

#include "source/proxy/http/connection_manager.h"

namespace nuncio::proxy {
namespace {

class Factory final : public filter::TerminalFilterFactory {
 public:
  explicit Factory(std::shared_ptr<const ManagerConfig> config) : config_(std::move(config)) {}

  std::unique_ptr<filter::TerminalFilter> Make(filter::NetworkContext& context) const override {
    return std::make_unique<ConnectionManager>(config_, context);
  }

 private:
  const std::shared_ptr<const ManagerConfig> config_;
};

}  // namespace

std::shared_ptr<const filter::TerminalFilterFactory> MakeHttpConnectionManagerFactory(
    HttpConnectionManagerOptions options, HttpConnectionManagerDependencies dependencies) {
  return std::make_shared<Factory>(
      std::make_shared<const ManagerConfig>(std::move(options), std::move(dependencies)));
}

}  // namespace nuncio::proxy

#include "source/main/extensions.h"

#include "source/config/buffer_filter.h"
#include "source/config/http_connection_manager.h"
#include "source/config/router_filter.h"
#include "source/config/tcp_proxy.h"

namespace nuncio::main {

config::Extensions AllExtensions() {
  return config::Extensions({config::HttpConnectionManagerExtension(), config::TcpProxyExtension()},
                            {config::BufferExtension(), config::RouterExtension()});
}

}  // namespace nuncio::main

#include "source/main/extensions.h"

#include "source/config/filters/buffer_filter.h"
#include "source/config/filters/http_connection_manager.h"
#include "source/config/filters/router_filter.h"
#include "source/config/filters/tcp_proxy.h"

namespace nuncio::main {

config::Extensions AllExtensions() {
  return config::Extensions({config::HttpConnectionManagerExtension(), config::TcpProxyExtension()},
                            {config::BufferExtension(), config::RouterExtension()});
}

}  // namespace nuncio::main

#ifndef NUNCIO_SOURCE_PROXY_HTTP_MANAGER_FACTORY_H_
#define NUNCIO_SOURCE_PROXY_HTTP_MANAGER_FACTORY_H_

#include <memory>

#include "source/filter/network_filter.h"
#include "source/proxy/http/manager_config.h"
#include "source/proxy/http/options.h"

namespace nuncio::proxy {

// The terminal network filter that serves HTTP. On main; the factory may be used on any worker.
std::shared_ptr<const filter::TerminalFilterFactory> MakeHttpConnectionManagerFactory(
    HttpConnectionManagerOptions options, HttpConnectionManagerDependencies dependencies);

}  // namespace nuncio::proxy

#endif  // NUNCIO_SOURCE_PROXY_HTTP_MANAGER_FACTORY_H_

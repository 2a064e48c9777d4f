#include "source/admin/log_components.h"

namespace nuncio::admin {
namespace {

// Those that log in this build are admin, config, file, listener, server, upstream and xds (and
// control, in the control plane); the others are names that people's command lines hold.
constexpr absl::string_view kComponents[] = {
    "access_log", "admin",   "assert",         "client", "config", "conn_handler",
    "connection", "dns",     "envoy_bug",      "file",   "filter", "forward_proxy",
    "grpc",       "hc",      "health_checker", "http",   "http1",  "http2",
    "init",       "io",      "listener",       "main",   "misc",   "pool",
    "router",     "runtime", "secret",         "server", "stats",  "tcp",
    "tls",        "tracing", "upstream",       "udp",    "worker", "xds",
};

}  // namespace

absl::Span<const absl::string_view> LogComponents() { return kComponents; }

}  // namespace nuncio::admin

#ifndef NUNCIO_SOURCE_ADMIN_SERVER_PAGES_H_
#define NUNCIO_SOURCE_ADMIN_SERVER_PAGES_H_

#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "source/admin/page.h"

namespace nuncio::admin {

// What the pages about the process as a whole ask of it. Every function is called on main.
struct ServerPages {
  std::function<absl::string_view()> state;  // "LIVE", "INITIALIZING", ...
  std::function<std::string()> server_info;  // JSON
  std::function<std::string()> init_dump;    // JSON: who waits for what, and since when
  std::function<void(bool failed)> fail_health_check;
  std::function<void()> quit;
  std::function<void()> reopen_logs;
  struct Drain {
    bool graceful = false;
    bool skip_exit = false;
    bool inbound_only = false;
  };
  std::function<void(const Drain&)> drain_listeners;
};

// /ready, /server_info, /init_dump, /memory, /hot_restart_version, /healthcheck/fail and ok,
// /drain_listeners, /reopen_logs, /quitquitquit.
void AddServerPages(const ServerPages& what, PageBook& pages);

}  // namespace nuncio::admin

#endif  // NUNCIO_SOURCE_ADMIN_SERVER_PAGES_H_

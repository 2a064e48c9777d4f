#include "source/admin/server_pages.h"

#include <malloc.h>
#include <unistd.h>

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "source/admin/profile_pages.h"

namespace nuncio::admin {
namespace {

// Pages of memory that are resident, in bytes; 0 where the kernel does not tell.
uint64_t ResidentBytes() {
  std::FILE* const file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return 0;
  unsigned long long total = 0;
  unsigned long long resident = 0;
  const int read = std::fscanf(file, "%llu %llu", &total, &resident);
  std::fclose(file);
  return read == 2 ? resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

std::string Memory() {
  const struct mallinfo2 info = mallinfo2();
  return absl::StrCat("{\n \"allocated\": \"", info.uordblks + info.hblkhd,
                      "\",\n \"heap_size\": \"", info.arena + info.hblkhd,
                      "\",\n \"pageheap_unmapped\": \"0\",\n \"pageheap_free\": \"", info.fordblks,
                      "\",\n \"total_thread_cache\": \"", info.fsmblks,
                      "\",\n \"total_physical_bytes\": \"", ResidentBytes(), "\"\n}\n");
}

Page Verb(absl::string_view path, absl::string_view help, std::function<void()> verb) {
  return {std::string(path), std::string(help), true, [verb = std::move(verb)](const Request&) {
            verb();
            return Response{200, "OK\n"};
          }};
}

Page Json(absl::string_view path, absl::string_view help, std::function<std::string()> make) {
  return {std::string(path), std::string(help), false, [make = std::move(make)](const Request&) {
            return Response{200, make(), std::string(kJson)};
          }};
}

}  // namespace

void AddServerPages(const ServerPages& what, PageBook& pages) {
  pages.Add({"/ready", "print server state, return 200 if LIVE, otherwise return 503", false,
             [state = what.state](const Request&) {
               const absl::string_view now = state();
               return Response{now == "LIVE" ? 200 : 503, absl::StrCat(now, "\n")};
             }});
  pages.Add(Json("/server_info", "print server version/status information", what.server_info));
  pages.Add(Json("/init_dump", "dump what is waited for at start", what.init_dump));
  pages.Add(Json("/memory", "print current allocation/heap usage", Memory));
  pages.Add({"/hot_restart_version", "print the hot restart compatibility version", false,
             [](const Request&) { return Response{200, "disabled"}; }});
  pages.Add(Verb("/healthcheck/fail", "cause the server to fail health checks",
                 [fail = what.fail_health_check] { fail(true); }));
  pages.Add(Verb("/healthcheck/ok", "cause the server to pass health checks",
                 [fail = what.fail_health_check] { fail(false); }));
  pages.Add(Verb("/reopen_logs", "reopen access logs", what.reopen_logs));
  pages.Add(Verb("/quitquitquit", "exit the server", what.quit));
  pages.Add({"/drain_listeners",
             "drain listeners",
             true,
             [drain = what.drain_listeners](const Request& request) {
               ServerPages::Drain how;
               how.graceful = request.query.Has("graceful");
               how.skip_exit = request.query.Has("skip_exit");
               how.inbound_only = request.query.Has("inboundonly");
               drain(how);
               return Response{200, "OK\n"};
             },
             {{"graceful", "let clients go first: stop after the drain time", {}, true},
              {"skip_exit", "let clients go, and do not stop at all", {}, true},
              {"inboundonly", "only listeners of traffic direction INBOUND", {}, true}}});
  pages.Add(Json("/certs", "print certificates in use",
                 [] { return std::string("{\n \"certificates\": []\n}\n"); }));
  AddProfilePages(pages);
}

}  // namespace nuncio::admin

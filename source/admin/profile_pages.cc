#include "source/admin/profile_pages.h"

#include <malloc.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"

namespace nuncio::admin {
namespace {

// The C library's own account of its heaps, in XML.
Response AllocatorStatistics(const Request&) {
  char* text = nullptr;
  size_t size = 0;
  std::FILE* const file = open_memstream(&text, &size);
  if (file == nullptr) return {500, "no memory to write the statistics\n"};
  malloc_info(0, file);
  std::fclose(file);
  Response response{200, std::string(text, size)};
  std::free(text);
  return response;
}

Response NotSupported(absl::string_view what) {
  return {501, absl::StrCat("The current build does not support ", what, "\n")};
}

// A profiler that this build does not have: it cannot be turned on, and is off already.
Page Profiler(absl::string_view path, absl::string_view name) {
  return {std::string(path),
          absl::StrCat("enable/disable ", name, " (not supported by this build)"),
          true,
          [name = std::string(name)](const Request& request) {
            const std::string enable = request.query.Get("enable").value_or("");
            if (enable == "y") return NotSupported(name);
            if (enable == "n") return Response{200, "OK\n"};
            return BadRequest("?enable=<y|n>\n");
          },
          {{"enable", "on or off", {"y", "n"}}}};
}

Page HeapDump(absl::string_view path, absl::string_view which) {
  return {std::string(path), absl::StrCat("dump ", which, " (not supported by this build)"), false,
          [](const Request&) { return NotSupported("heap dumps"); }};
}

}  // namespace

void AddProfilePages(PageBook& pages) {
  pages.Add({"/memory/tcmalloc", "print the allocator's statistics", false, AllocatorStatistics});
  pages.Add({"/contention", "print contention of locks", false, [](const Request&) {
               return Response{200,
                               "Mutex contention tracing is not enabled: this build has no lock "
                               "that is traced.\n"};
             }});
  pages.Add(Profiler("/cpuprofiler", "the CPU profiler"));
  pages.Add(Profiler("/heapprofiler", "the heap profiler"));
  pages.Add(Profiler("/allocprofiler", "the allocation profiler"));
  pages.Add(HeapDump("/heap_dump", "the heap"));
  pages.Add(HeapDump("/peak_heap_dump", "the heap at its largest"));
}

}  // namespace nuncio::admin

#ifndef NUNCIO_SOURCE_ADMIN_RUNTIME_PAGE_H_
#define NUNCIO_SOURCE_ADMIN_RUNTIME_PAGE_H_

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "source/admin/page.h"

namespace nuncio::admin {

// The runtime keys as the page shows them.
struct RuntimeView {
  struct Entry {
    std::string final_value;
    std::vector<std::string> layer_values;  // parallel to `layers`
  };
  std::vector<std::string> layers;
  std::map<std::string, Entry> entries;
};

struct RuntimePages {
  std::function<RuntimeView()> view;
  // Sets the keys in the admin's layer, an empty value takes one out. False when there is no such
  // layer.
  std::function<bool(const std::vector<std::pair<std::string, std::string>>&)> modify;
};

// /runtime and /runtime_modify.
void AddRuntimePages(const RuntimePages& what, PageBook& pages);

}  // namespace nuncio::admin

#endif  // NUNCIO_SOURCE_ADMIN_RUNTIME_PAGE_H_

#include "source/record/filter_state.h"

#include <utility>

namespace nuncio::record {

bool FilterState::Set(absl::string_view name, std::shared_ptr<const FilterStateObject> object,
                      bool read_only, Sharing sharing) {
  for (Entry& entry : entries_) {
    if (entry.name != name) continue;
    if (entry.read_only) return false;
    entry.object = std::move(object);
    entry.read_only = read_only;
    entry.sharing = sharing;
    return true;
  }
  entries_.push_back({std::string(name), std::move(object), read_only, sharing});
  return true;
}

const FilterStateObject* FilterState::Find(absl::string_view name) const {
  for (const FilterState* state = this; state != nullptr; state = state->parent_) {
    for (const Entry& entry : state->entries_) {
      if (entry.name == name) return entry.object.get();
    }
  }
  return nullptr;
}

}  // namespace nuncio::record

#include "source/control/catalog.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "source/base/status_macros.h"
#include "source/control/directory_reader.h"
#include "source/xds/resource_type.h"

namespace nuncio::control {

using xds::server::NamedResource;
using xds::server::Snapshot;
using xds::server::TypeSnapshot;

Catalog::Catalog(event::Loop& loop, base::Logger& log, std::string directory,
                 ResourceReader& reader, OnSnapshot on_snapshot)
    : loop_(loop),
      log_(log),
      directory_(std::move(directory)),
      reader_(reader),
      on_snapshot_(std::move(on_snapshot)),
      settle_(loop, [this] { ReadSettled(); }) {}

absl::Status Catalog::Start() {
  NUNCIO_ASSIGN_OR_RETURN(
      watch_, event::DirectoryWatch::Create(loop_, directory_,
                                            [this](event::DirectoryChange, absl::string_view) {
                                              // What changed does not matter: a link to a whole
                                              // directory may have.
                                              NoteChange();
                                            }));
  Read();
  return absl::OkStatus();
}

void Catalog::NoteChange() {
  const base::Instant now = loop_.Now();
  if (!first_change_) first_change_ = now;
  settle_.Start(std::min(kSettle, *first_change_ + kSettleAtMost - now));
}

void Catalog::Read() { Take(ReadDirectory(directory_, reader_)); }

void Catalog::ReadSettled() {
  first_change_.reset();
  LoadedResources loaded = ReadDirectory(directory_, reader_);
  if (loaded.errors.empty() && LooksUnfinished(loaded.warnings.ToString())) {
    // A change wakes the timer earlier.
    settle_.Start(*unfinished_since_ + kPatience - loop_.Now());
    return;
  }
  Take(std::move(loaded));
}

bool Catalog::LooksUnfinished(const std::string& warnings) {
  if (warnings.empty() || warnings == served_warnings_ || snapshot_ == nullptr) {
    unfinished_since_.reset();
    return false;
  }
  if (!unfinished_since_) unfinished_since_ = loop_.Now();
  return loop_.Now() < *unfinished_since_ + kPatience;
}

void Catalog::Take(LoadedResources loaded) {
  unfinished_since_.reset();
  status_.read_at = loop_.clock().WallNow();
  status_.errors = loaded.errors.ToString();
  status_.warnings = loaded.warnings.count();
  for (const schema::ConfigError& warning : loaded.warnings.list()) {
    log_.Warning("control", warning.ToString());
  }
  if (!loaded.errors.empty()) {
    for (const schema::ConfigError& error : loaded.errors.list()) {
      log_.Error("control", error.ToString());
    }
    log_.Error("control", directory_, ": ", loaded.errors.count(), " errors; ",
               snapshot_ == nullptr ? "nothing is served until they are mended"
                                    : "what was served before stays in force");
    return;
  }
  served_warnings_ = loaded.warnings.ToString();
  Apply(std::move(loaded.resources));
}

void Catalog::Apply(std::vector<LoadedResource> resources) {
  status_.applied_at = status_.read_at;
  std::vector<NamedResource> named;
  for (LoadedResource& resource : resources) {
    named.push_back(
        {std::move(resource.type_url), std::move(resource.name), std::move(resource.bytes)});
  }
  const uint64_t generation = snapshot_ == nullptr ? 1 : snapshot_->generation() + 1;
  xds::server::SnapshotRef next = Snapshot::Make(std::move(named), generation, snapshot_.get());
  bool changed = snapshot_ == nullptr || snapshot_->types().size() != next->types().size();
  for (const auto& [type_url, type] : next->types()) {
    const TypeSnapshot* before = snapshot_ == nullptr ? nullptr : snapshot_->Find(type_url);
    changed = changed || before == nullptr || before->version != type.version;
  }
  if (!changed) return;
  LogChanges(*next);
  snapshot_ = std::move(next);
  on_snapshot_(snapshot_);
}

void Catalog::LogChanges(const Snapshot& next) const {
  for (const auto& [type_url, type] : next.types()) {
    const TypeSnapshot* before = snapshot_ == nullptr ? nullptr : snapshot_->Find(type_url);
    if (before == nullptr ? type.resources.empty() : before->version == type.version) continue;
    log_.Info("control", "serving ", xds::ServiceName(type_url), " version \"", type.version,
              "\" with ", type.resources.size(), " resources");
  }
}

}  // namespace nuncio::control

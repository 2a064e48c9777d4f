#ifndef NUNCIO_SOURCE_CONTROL_CATALOG_H_
#define NUNCIO_SOURCE_CONTROL_CATALOG_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/control/resource_reader.h"
#include "source/event/directory_watch.h"
#include "source/event/loop.h"
#include "source/event/timer.h"
#include "source/xds/server/snapshot.h"

namespace nuncio::control {

// How the last reading went, for people.
struct CatalogStatus {
  base::WallTime read_at{};     // the epoch: never
  base::WallTime applied_at{};  // when what is served was read
  std::string errors;           // of the last reading; empty when it was applied
  size_t warnings = 0;
};

// What the control plane serves: the content of a directory, followed. All files together are one
// set, and a set with an error in it changes nothing: the one before stays, and the log says what
// is wrong and where.
//
// Owned by the control plane; the loop's thread only.
class Catalog {
 public:
  // Changes come in flurries (an editor writes, renames and deletes; a deployment replaces several
  // files). The directory is read after this long without one, ...
  static constexpr base::Duration kSettle = std::chrono::milliseconds(100);
  // ... and at the latest this long after the first one.
  static constexpr base::Duration kSettleAtMost = std::chrono::seconds(1);
  // A set with references to nowhere that were not there before is probably an edit that is not
  // complete yet. It waits this long for the rest of it, and is served then as it is.
  static constexpr base::Duration kPatience = std::chrono::seconds(2);

  using OnSnapshot = std::function<void(xds::server::SnapshotRef)>;

  // What is referred to outlives the catalog. `on_snapshot` is called from Start and from the loop
  // with each set that differs from the one before.
  Catalog(event::Loop& loop, base::Logger& log, std::string directory, ResourceReader& reader,
          OnSnapshot on_snapshot);

  // Watches, and reads for the first time. An error only when the directory cannot be watched.
  absl::Status Start();
  // Reads the directory now, and serves what is there.
  void Read();

  const CatalogStatus& status() const { return status_; }
  const std::string& directory() const { return directory_; }
  // Null until a set was good.
  const xds::server::SnapshotRef& snapshot() const { return snapshot_; }

 private:
  void NoteChange();
  void ReadSettled();
  bool LooksUnfinished(const std::string& warnings);
  void Take(LoadedResources loaded);
  void Apply(std::vector<LoadedResource> resources);
  void LogChanges(const xds::server::Snapshot& next) const;

  event::Loop& loop_;
  base::Logger& log_;
  const std::string directory_;
  ResourceReader& reader_;
  const OnSnapshot on_snapshot_;

  event::Timer settle_;
  std::optional<base::Instant> first_change_;      // not read since then
  std::optional<base::Instant> unfinished_since_;  // the set that was read waits for more
  std::string served_warnings_;                    // of the set that is served
  std::unique_ptr<event::DirectoryWatch> watch_;
  xds::server::SnapshotRef snapshot_;
  CatalogStatus status_;
};

}  // namespace nuncio::control

#endif  // NUNCIO_SOURCE_CONTROL_CATALOG_H_

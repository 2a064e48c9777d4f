#ifndef NUNCIO_SOURCE_CONFIG_SHARED_ENVIRONMENT_H_
#define NUNCIO_SOURCE_CONFIG_SHARED_ENVIRONMENT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "source/matching/regex.h"
#include "source/routing/filter_configs.h"

namespace nuncio::config {

class Extensions;

// The numbers of filter names, for parsers on any thread. Owned with the environment.
class FilterNumbers {
 public:
  routing::FilterId Intern(absl::string_view name) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return names_.Intern(name);
  }

 private:
  std::mutex mutex_;
  routing::FilterNames names_;  // guarded by mutex_
};

// What parsers look at beside the message: the same for all resources of the process. Owned by the
// program's composition, outlives everything that was read with it; any thread.
struct Environment {
  const Extensions& extensions;
  FilterNumbers& filter_numbers;
  std::string hostname;  // for %HOSTNAME%
  // Who this proxy is, for add_user_agent.
  std::string node_id;
  std::string node_cluster;
  uint32_t max_regex_program = matching::Regex::kMaxProgramSize;
  // What gRPC dials for each cluster of the bootstrap that has fixed addresses.
  std::map<std::string, std::vector<std::string>, std::less<>> grpc_targets;
  // The bootstrap has an ads_config.
  bool has_ads = false;
  // Files that a configuration names must be there, and folders of logs be writable: on the machine
  // that the configuration is for.
  bool check_files = false;
  // The bootstrap may have fields that nobody knows.
  bool allow_unknown_static_fields = false;
};

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_SHARED_ENVIRONMENT_H_

#ifndef NUNCIO_SOURCE_CONTROL_COMMAND_LINE_H_
#define NUNCIO_SOURCE_CONTROL_COMMAND_LINE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "source/base/log.h"

namespace nuncio::control {

// What nuncio-control was asked to do.
struct CommandLine {
  std::string config_dir;
  std::string xds_address = "127.0.0.1:18000";
  std::string admin_address;  // empty: no status page
  std::string identifier;     // empty: the host's name
  base::LogLevel log_level = base::LogLevel::kInfo;
  bool validate = false;  // read the directory, say what is wrong, end
  // Refuse what Nuncio's own proxy would refuse, beside what breaks a rule of its field.
  bool check_for_proxy = true;
  bool help = false;
  bool version = false;
};

// `arguments` without the program's name; "--flag value", as nuncio takes them. An error names
// the flag and what it takes.
absl::StatusOr<CommandLine> ParseCommandLine(const std::vector<std::string>& arguments);

std::string Usage();

}  // namespace nuncio::control

#endif  // NUNCIO_SOURCE_CONTROL_COMMAND_LINE_H_

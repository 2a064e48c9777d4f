#ifndef NUNCIO_SOURCE_MAIN_FLAGS_H_
#define NUNCIO_SOURCE_MAIN_FLAGS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "source/server/options.h"

// The command line of the proxy. Its flags are those that users of xDS proxies know, read the way
// they know: `--flag value`, never `--flag=value`, each at most once.
namespace nuncio::main {

// A command line that was understood.
struct CommandLine {
  server::Options options;
  bool help = false;                 // --help: print Usage and end
  bool version = false;              // --version
  bool hot_restart_version = false;  // --hot-restart-version
  // Flags that were given and change nothing: "--base-id".
  std::vector<std::string> without_effect;
};

// `arguments` without the program's name. An error names the flag and what it takes.
absl::StatusOr<CommandLine> ParseFlags(const std::vector<std::string>& arguments);

// Every flag with a line about it.
std::string Usage(absl::string_view program);

}  // namespace nuncio::main

#endif  // NUNCIO_SOURCE_MAIN_FLAGS_H_

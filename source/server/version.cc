#include "source/server/version.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "source/base/version.h"

namespace nuncio::server {
namespace {

#ifdef NDEBUG
#define NUNCIO_BUILD_KIND "RELEASE"
#else
#define NUNCIO_BUILD_KIND "DEBUG"
#endif

}  // namespace

// Builds are the same whatever the commit, so that no commit rebuilds the world.
absl::string_view Version() {
  static const std::string* const version =
      new std::string(absl::StrCat("0000000000000000000000000000000000000000/", base::kVersion,
                                   "/Clean/" NUNCIO_BUILD_KIND "/none"));
  return *version;
}

absl::string_view ShortVersion() { return base::kVersion; }

}  // namespace nuncio::server

#include "source/server/version.h"

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
  return "0000000000000000000000000000000000000000/0.1.0/Clean/" NUNCIO_BUILD_KIND "/none";
}

absl::string_view ShortVersion() { return "0.1.0"; }

}  // namespace nuncio::server

#ifndef NUNCIO_SOURCE_XDS_CLIENT_ANSWER_H_
#define NUNCIO_SOURCE_XDS_CLIENT_ANSWER_H_

#include <string>
#include <vector>

#include "source/base/clock.h"
#include "source/xds/resource.h"

namespace nuncio::xds::client {

// One answer of a control plane (or one reading of a file), read and decoded: made on the xds
// thread, moved to main as one batch.
struct Answer {
  std::string type_url;
  std::string version;
  std::string control_plane;  // its identifier; often empty
  base::WallTime received{};
  std::vector<ResourceRef> changed;    // new, or of other bytes than the accepted one
  std::vector<std::string> unchanged;  // names of those that came again as they were
  std::vector<std::string> removed;    // names that a whole answer no longer has
  std::vector<Refusal> refused;        // what could not be decoded
  bool has_ttl = false;                // some are meant to go by themselves, which is not done

  bool RefusesUnnamed() const {
    for (const Refusal& refusal : refused) {
      if (refusal.name.empty()) return true;
    }
    return false;
  }
};

// What main made of an answer, for the xds thread: what its subscribers would not have.
struct Verdict {
  std::string type_url;
  std::vector<Refusal> refused;
};

// The text for a NACK or a log line, one refusal per line; at most a few kilobytes however many
// there are.
std::string RefusalText(const std::vector<Refusal>& refused);

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_ANSWER_H_

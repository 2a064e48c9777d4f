#ifndef NUNCIO_SOURCE_LISTENER_LISTENER_GENERATION_H_
#define NUNCIO_SOURCE_LISTENER_LISTENER_GENERATION_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "source/filter/drain_state.h"
#include "source/listener/connection_limit.h"
#include "source/listener/filter_chain_index.h"
#include "source/listener/listener_options.h"
#include "source/listener/listener_stats.h"
#include "source/network/listen_sockets.h"

namespace nuncio::listener {

// One generation of a listener, as its workers share it. Immutable, but for what its parts count.
// Kept by every connection that came by it. The sockets are not in it: they close when nobody
// accepts from them any more, long before the last connection is over.
struct ListenerGeneration {
  // Of the listener: an update in place keeps it, any other gets a new one.
  uint64_t id = 0;
  ListenerOptionsRef options;
  std::shared_ptr<const FilterChainIndex> chains;
  // In the order of the options: as bound; as configured when it does not bind.
  std::vector<network::Address> addresses;
  std::shared_ptr<const ListenerStats> stats;
  std::shared_ptr<ConnectionLimit> limit;
  std::shared_ptr<ConnectionLimit> global_limit;
};

// One for each address, in the same order; none when the listener does not bind. Main lets go last.
using SocketSet = std::vector<network::ListenSocketsRef>;

using GenerationRef = std::shared_ptr<const ListenerGeneration>;

// An update of a listener in place: other chains, the same sockets. Main makes it, the workers
// share it; immutable.
struct ChainUpdate {
  GenerationRef generation;
  uint64_t number = 0;  // rises with every update of any listener
  filter::DrainOptions drain;
  // Those that are gone. A worker keeps the value for as long as it has connections of that chain:
  // when the last one lets go of it, main hears that the chain is gone as a whole.
  absl::flat_hash_map<const FilterChain*, std::shared_ptr<const void>> removed;
};

}  // namespace nuncio::listener

#endif  // NUNCIO_SOURCE_LISTENER_LISTENER_GENERATION_H_

#ifndef NUNCIO_SOURCE_UPSTREAM_BALANCE_PICK_CONTEXT_H_
#define NUNCIO_SOURCE_UPSTREAM_BALANCE_PICK_CONTEXT_H_

#include <cstdint>
#include <functional>
#include <optional>

#include "source/upstream/host.h"

namespace nuncio::upstream {

// What a request brings to the choice of its host. A value on the stack of the caller.
struct PickContext {
  // For policies that map requests to hosts; the others ignore it.
  std::optional<uint64_t> hash;
  // A host to use if the cluster has it and it is not unhealthy (stateful sessions).
  const network::Address* preferred = nullptr;
  // A retry: a host for which this is true is picked again, up to max_attempts picks in all; the
  // last pick stands.
  const std::function<bool(const Host&)>* rejects = nullptr;
  uint32_t max_attempts = 1;
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_SOURCE_UPSTREAM_BALANCE_PICK_CONTEXT_H_

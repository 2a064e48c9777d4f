#ifndef NUNCIO_SOURCE_CONFIG_LISTENERS_FILTER_CHAIN_H_
#define NUNCIO_SOURCE_CONFIG_LISTENERS_FILTER_CHAIN_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "envoy/config/listener/v3/listener_components.pb.h"
#include "source/config/shared/extensions.h"
#include "source/config/shared/scope.h"
#include "source/listener/filter_chain.h"

namespace nuncio::config {

// A filter chain before it is made: everything but its filters, and how to make those.
struct FilterChainPlan {
  listener::FilterChain chain;
  TerminalMaker terminal;  // null: no filters
};

FilterChainPlan ParseFilterChain(const envoy::config::listener::v3::FilterChain& chain,
                                 Scope& scope);

absl::StatusOr<listener::FilterChainRef> MakeFilterChain(const FilterChainPlan& plan,
                                                         Making& making);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_LISTENERS_FILTER_CHAIN_H_

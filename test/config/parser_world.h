#ifndef NUNCIO_TEST_CONFIG_PARSER_WORLD_H_
#define NUNCIO_TEST_CONFIG_PARSER_WORLD_H_

#include <string>
#include <vector>

#include "source/config/shared/environment.h"
#include "source/config/shared/extensions.h"
#include "source/config/shared/scope.h"

namespace nuncio::config {

// What parsers look at beside their message, for tests: a host "host-1", a node "node-1" of
// "cluster-1", the static cluster "xds" at 127.0.0.1:18000, an aggregated stream, and filters of
// the tests, found by these types:
//   google.protobuf.StringValue: an HTTP filter; on routes google.protobuf.UInt32Value
//   google.protobuf.BytesValue: the HTTP filter that ends a chain
//   google.protobuf.StringValue: a network filter
// Each notes what it is configured with.
struct ParserWorld {
  ParserWorld();
  ParserWorld(const ParserWorld&) = delete;
  ParserWorld& operator=(const ParserWorld&) = delete;

  Scope MakeScope() { return Scope(environment, {"test.Resource", "r"}, errors); }

  std::vector<std::string> noted;  // "http filter a"

  FilterNumbers numbers;
  Extensions extensions;
  Environment environment;
  schema::ConfigErrors errors;
};

}  // namespace nuncio::config

#endif  // NUNCIO_TEST_CONFIG_PARSER_WORLD_H_

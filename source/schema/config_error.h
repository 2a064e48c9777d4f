#ifndef NUNCIO_SOURCE_SCHEMA_CONFIG_ERROR_H_
#define NUNCIO_SOURCE_SCHEMA_CONFIG_ERROR_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

// What is wrong with a piece of configuration, and where. One error has one text everywhere: on
// standard error, in a NACK, in the admin's views:
//
//   lds.yaml:7:5: envoy.config.cluster.v3.Cluster "a": connect_timeout: must be greater than 0s,
//   got 0s; leave it out for the default of 5s
namespace nuncio::schema {

// What a configuration was read from, for the front of an error. Both may be empty.
struct ResourceId {
  std::string type;  // full message name
  std::string name;
};

// A place in a file. Lines and columns count from 1; a line of 0 means not known.
struct SourcePosition {
  std::string file;
  int line = 0;
  int column = 0;

  std::string ToString() const;
};

// One broken rule. A value.
struct ConfigError {
  ResourceId resource;
  std::string field_path;
  std::string rule;   // "must be greater than 0s"
  std::string value;  // the offending value as QuoteValue prints it; empty where there is none
  std::string hint;   // what to do instead; may be empty
  SourcePosition position;

  std::string ToString() const;
};

// All that is wrong with one document or resource, in the order found. Keeps the first
// `kMaxKept` and counts the rest, so that hostile input cannot fill the memory with complaints.
class ConfigErrors {
 public:
  static constexpr size_t kMaxKept = 100;

  void Add(ConfigError error);
  void Append(ConfigErrors other);

  bool empty() const { return count_ == 0; }
  // All errors, also those that were not kept.
  size_t count() const { return count_; }
  const std::vector<ConfigError>& list() const { return list_; }
  std::vector<ConfigError>& list() { return list_; }

  // One error per line.
  std::string ToString() const;
  // OK when there is no error, else InvalidArgument with ToString().
  absl::Status ToStatus() const;

 private:
  std::vector<ConfigError> list_;
  size_t count_ = 0;
};

// A value for an error: in quotes, control characters escaped, cut to 64 bytes at a character; a
// sensitive one is masked.
std::string QuoteValue(absl::string_view value, bool sensitive = false);

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_CONFIG_ERROR_H_

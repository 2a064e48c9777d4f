#ifndef NUNCIO_SOURCE_XDS_CLIENT_SOURCE_H_
#define NUNCIO_SOURCE_XDS_CLIENT_SOURCE_H_

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "source/base/clock.h"

// Where resources come from, as plain comparable values. config/config_source.h makes them from the
// API's messages.
namespace nuncio::xds::client {

// How to reach a control plane over gRPC, and how to behave towards it.
struct GrpcSource {
  // What gRPC dials: "ipv4:127.0.0.1:18000", "ipv6:[::1]:18000", "unix:/run/xds.sock",
  // "dns:///xds.example.com:443" ...; several are tried in turn, one per attempt.
  std::vector<std::string> targets;
  // The :authority header; empty for gRPC's default.
  std::string authority;
  // Sent with each call; names in lower case.
  std::vector<std::pair<std::string, std::string>> initial_metadata;
  // PEM texts; without `tls` the connection is plain.
  struct Tls {
    std::string root_certificates;  // empty: the system's
    std::string private_key;
    std::string certificate_chain;
    bool operator==(const Tls&) const = default;
  };
  bool use_tls = false;
  Tls tls;
  // Waits before a new attempt: random, at most `back_off_base` the first time, doubling up to
  // `back_off_max`; an answer starts it over.
  base::Duration back_off_base = std::chrono::milliseconds(500);
  base::Duration back_off_max = std::chrono::seconds(30);
  // A ping after this long without a byte, and how long its answer may take; zero sends none. (A
  // gRPC server that was not told otherwise hangs up on pings that come more often than every 5
  // minutes.)
  base::Duration keepalive_interval = std::chrono::seconds(310);
  base::Duration keepalive_timeout = std::chrono::seconds(20);
  // Longest answer that is read; a longer one ends the stream. Zero: no limit.
  int max_message_bytes = 0;
  // The node goes with the first request of a stream only, instead of with each one.
  bool node_on_first_message_only = false;

  bool operator==(const GrpcSource&) const = default;
};

// The stream for all types that DiscoveryClientOptions::ads describes.
struct AdsSource {
  bool operator==(const AdsSource&) const = default;
};

// A file in the form of a discovery response, read at the start and whenever another one is moved
// to its place.
struct FileSource {
  std::string path;
  // A directory to watch for moves instead of the file's own; empty: the file's own.
  std::string watched_directory;
  bool operator==(const FileSource&) const = default;
};

using Source = std::variant<AdsSource, GrpcSource, FileSource>;

// "ADS", "ipv4:127.0.0.1:18000", "/etc/nuncio/cds.yaml": for logs and waits.
std::string ToString(const Source& source);

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_SOURCE_H_

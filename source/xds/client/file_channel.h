#ifndef NUNCIO_SOURCE_XDS_CLIENT_FILE_CHANNEL_H_
#define NUNCIO_SOURCE_XDS_CLIENT_FILE_CHANNEL_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "envoy/service/discovery/v3/discovery.pb.h"
#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/xds/client/channel.h"
#include "source/xds/client/interest.h"
#include "source/xds/client/resource_set.h"
#include "source/xds/client/unknown_field_policy.h"

namespace nuncio::xds::client {

// Reads a file in the form of a discovery response (YAML, JSON, or protobuf in binary or text, by
// its ending). Fields that nobody knows go
// by the policy.
absl::StatusOr<envoy::service::discovery::v3::DiscoveryResponse> ReadResponseFile(
    const std::string& path, const UnknownFieldPolicy& unknown_fields, base::Logger& log);

struct FileChannelDependencies {
  const base::Clock& clock;
  base::Logger& log;
  const UnknownFieldPolicy& unknown_fields;
  std::atomic<uint64_t>& generations;
  ChannelEvents& events;
};

// A file as a source of one type, for all who want something out of it. It is read with the first
// interest, and again with each Reload; whoever watches the file calls that. A file that cannot be
// read or parsed changes nothing.
class FileChannel final : public Channel {
 public:
  FileChannel(FileChannelDependencies dependencies, std::string path);

  void SetInterest(const ResourceType& type, Interest interest) override;
  void Flush() override;
  void Judge(const Verdict& verdict) override;

  // Takes place after the verdict that is awaited, if one is.
  void Reload();

 private:
  // A file that does not have what someone wants of it by name is a mistake, unlike a control plane
  // that may yet send it.
  void RefuseMissing(Answer& answer) const;

  const FileChannelDependencies dependencies_;
  const std::string path_;

  std::optional<ResourceSet> resources_;  // from the first interest on
  Interest interest_;
  bool reload_due_ = false;
  std::shared_ptr<const Answer> judged_;  // the answer that main is judging
};

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_FILE_CHANNEL_H_

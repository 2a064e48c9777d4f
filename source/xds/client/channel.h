#ifndef NUNCIO_SOURCE_XDS_CLIENT_CHANNEL_H_
#define NUNCIO_SOURCE_XDS_CLIENT_CHANNEL_H_

#include <memory>

#include "absl/status/status.h"
#include "source/xds/client/answer.h"
#include "source/xds/client/interest.h"
#include "source/xds/resource_type.h"

namespace nuncio::xds::client {

// What a channel says; it goes to main. Called on the xds thread. The receiver must not call back
// into the channel from inside.
class ChannelEvents {
 public:
  virtual ~ChannelEvents() = default;

  // The channel reads nothing more before it hears the verdict.
  virtual void OnAnswer(std::shared_ptr<const Answer> answer) = 0;
  virtual void OnConnected() = 0;
  // The stream ended or could not be opened, or the file could not be read.
  virtual void OnFailure(const absl::Status& status) = 0;
};

// A source of resources at work: a stream to a control plane, or a watched file. Owned by the
// client, made, used and destroyed on the xds thread.
class Channel {
 public:
  virtual ~Channel() = default;

  // What is wanted of a type from now on. `type` outlives the channel.
  virtual void SetInterest(const ResourceType& type, Interest interest) = 0;
  // Sends what the calls of SetInterest since the last Flush have made due.
  virtual void Flush() = 0;
  // For the answer that was told last.
  virtual void Judge(const Verdict& verdict) = 0;
};

}  // namespace nuncio::xds::client

#endif  // NUNCIO_SOURCE_XDS_CLIENT_CHANNEL_H_

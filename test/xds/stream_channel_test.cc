// Checks source/xds/client/stream_channel.h: opening, judging, waiting to open again.

#include "source/xds/client/stream_channel.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "test/support/manual_clock.h"
#include "test/support/manual_random.h"
#include "test/xds/simple_resource.h"

namespace nuncio::xds::client {
namespace {

using test::SimpleResponse;

// The other end of the stream, in memory.
class MemoryTransport final : public Transport {
 public:
  class Stream final : public TransportStream {
   public:
    explicit Stream(MemoryTransport& transport) : transport_(transport) {}
    ~Stream() override { transport_.events = nullptr; }
    void Send(std::string bytes) override {
      envoy::service::discovery::v3::DiscoveryRequest request;
      EXPECT_TRUE(request.ParseFromString(bytes));
      transport_.sent.push_back(absl::StrCat(
          ServiceName(request.type_url()), " ", request.version_info(), "|",
          request.response_nonce(), "|", absl::StrJoin(request.resource_names(), ","),
          request.has_node() ? " node" : "", request.has_error_detail() ? " refused" : ""));
    }
    void ReadNext() override { ++transport_.reads; }

   private:
    MemoryTransport& transport_;
  };

  std::unique_ptr<TransportStream> Open(absl::string_view, TransportEvents& new_events) override {
    ++opened;
    events = &new_events;
    return std::make_unique<Stream>(*this);
  }

  std::vector<std::string> TakeSent() { return std::exchange(sent, {}); }

  TransportEvents* events = nullptr;
  int opened = 0;
  int reads = 0;
  std::vector<std::string> sent;
};

class StreamChannelTest : public testing::Test, public ChannelEvents {
 protected:
  using Lines = std::vector<std::string>;

  void OnAnswer(std::shared_ptr<const Answer> answer) override { answers_.push_back(answer); }
  void OnConnected() override { ++connected_; }
  void OnFailure(const absl::Status&) override { ++failures_; }

  void Receive(const envoy::service::discovery::v3::DiscoveryResponse& response) {
    transport_.events->OnMessage(response.SerializeAsString());
  }
  void Judge(const ResourceType& type, std::vector<Refusal> refused = {}) {
    channel_.Judge({type.type_url, std::move(refused)});
    channel_.Flush();
  }
  void Advance(base::Duration by) {
    clock_.Advance(by);
    timers_.RunDue();
  }

  const ResourceType clusters_ = test::SimpleType(kClusterType);
  const ResourceType endpoints_ = test::SimpleType(kEndpointType);
  MemoryTransport transport_;
  test::ManualClock clock_;
  test::ManualRandom random_{{499'999'999, 999'999'999}};  // the longest waits
  base::Logger log_{clock_, base::LogLevel::kOff};
  TimerQueue timers_{clock_};
  std::atomic<uint64_t> generations_{0};
  StreamChannel channel_{
      {transport_, timers_, clock_, random_, log_, generations_, *this},
      {.method = "/m", .peer = "peer", .node = {}, .node_on_first_message_only = true}};
  std::vector<std::shared_ptr<const Answer>> answers_;
  int connected_ = 0;
  int failures_ = 0;
};

TEST_F(StreamChannelTest, OpensWithTheFirstInterestAndSendsTheNodeOnce) {
  channel_.Flush();
  EXPECT_EQ(transport_.opened, 0);
  channel_.SetInterest(clusters_, {.all = true, .names = {}});
  channel_.SetInterest(endpoints_, {.all = false, .names = {"a", "b"}});
  channel_.Flush();
  EXPECT_EQ(transport_.opened, 1);
  EXPECT_EQ(transport_.TakeSent(), (Lines{"CDS || node", "EDS ||a,b"}));
  EXPECT_EQ(transport_.reads, 0);
  transport_.events->OnOpen();
  EXPECT_EQ(transport_.reads, 1);
  EXPECT_EQ(connected_, 1);
}

TEST_F(StreamChannelTest, ReadsTheNextAnswerAfterTheVerdict) {
  channel_.SetInterest(clusters_, {.all = true, .names = {}});
  channel_.Flush();
  transport_.events->OnOpen();
  transport_.TakeSent();
  Receive(SimpleResponse(kClusterType, "v1", "n1", {"a=1"}));
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(transport_.reads, 1);
  EXPECT_EQ(transport_.TakeSent(), Lines{});
  Judge(clusters_);
  EXPECT_EQ(transport_.reads, 2);
  EXPECT_EQ(transport_.TakeSent(), Lines{"CDS v1|n1|"});
  Receive(SimpleResponse(kClusterType, "v2", "n2", {"a=2", "b=!"}));
  Judge(clusters_);
  EXPECT_EQ(transport_.TakeSent(), Lines{"CDS v1|n2| refused"});
}

TEST_F(StreamChannelTest, AcknowledgesAndAsksInOneGo) {
  channel_.SetInterest(clusters_, {.all = true, .names = {}});
  channel_.Flush();
  transport_.events->OnOpen();
  transport_.TakeSent();
  Receive(SimpleResponse(kClusterType, "v1", "n1", {"a=1"}));
  channel_.SetInterest(endpoints_, {.all = false, .names = {"a"}});
  Judge(clusters_);
  EXPECT_EQ(transport_.TakeSent(), (Lines{"CDS v1|n1|", "EDS ||a"}));
}

TEST_F(StreamChannelTest, ComesBackWithBackOffAndWithWhatItHas) {
  channel_.SetInterest(clusters_, {.all = true, .names = {}});
  channel_.Flush();
  transport_.events->OnOpen();
  Receive(SimpleResponse(kClusterType, "v1", "n1", {"a=1"}));
  Judge(clusters_);
  transport_.TakeSent();
  transport_.events->OnEnd(absl::UnavailableError("gone"));
  EXPECT_EQ(failures_, 1);
  Advance(std::chrono::milliseconds(499));
  EXPECT_EQ(transport_.opened, 1);
  Advance(std::chrono::milliseconds(1));
  EXPECT_EQ(transport_.opened, 2);
  EXPECT_EQ(transport_.TakeSent(), Lines{"CDS v1|| node"});
  transport_.events->OnEnd(absl::UnavailableError("still gone"));
  Advance(std::chrono::milliseconds(999));
  EXPECT_EQ(transport_.opened, 2);
  Advance(std::chrono::milliseconds(1));
  EXPECT_EQ(transport_.opened, 3);
  transport_.events->OnOpen();
  Receive(SimpleResponse(kClusterType, "v1", "n1", {"a=1"}));
  EXPECT_EQ(answers_.back()->unchanged, Lines{"a"});
}

TEST_F(StreamChannelTest, VerdictThatComesAfterTheStreamBrokeStillCounts) {
  channel_.SetInterest(clusters_, {.all = true, .names = {}});
  channel_.Flush();
  transport_.events->OnOpen();
  Receive(SimpleResponse(kClusterType, "v1", "n1", {"a=1"}));
  transport_.events->OnEnd(absl::UnavailableError("gone"));
  Judge(clusters_);
  transport_.TakeSent();
  Advance(std::chrono::seconds(1));
  EXPECT_EQ(transport_.TakeSent(), Lines{"CDS v1|| node"});
  transport_.events->OnOpen();
  EXPECT_EQ(transport_.reads, 2);
}

TEST_F(StreamChannelTest, UnknownTypeIsSkippedAndGarbageEndsTheStream) {
  channel_.SetInterest(clusters_, {.all = true, .names = {}});
  channel_.Flush();
  transport_.events->OnOpen();
  Receive(SimpleResponse(kRouteType, "v1", "n1", {"a=1"}));
  EXPECT_EQ(transport_.reads, 2);
  EXPECT_TRUE(answers_.empty());
  transport_.events->OnMessage("\xff\xff");
  EXPECT_EQ(failures_, 1);
  EXPECT_EQ(transport_.events, nullptr);
}

TEST_F(StreamChannelTest, DoesNotComeBackForNothing) {
  channel_.SetInterest(clusters_, {.all = true, .names = {}});
  channel_.Flush();
  transport_.events->OnEnd(absl::UnavailableError("gone"));
  channel_.SetInterest(clusters_, {});
  channel_.Flush();
  Advance(std::chrono::seconds(1));
  EXPECT_EQ(transport_.opened, 1);
  channel_.SetInterest(clusters_, {.all = true, .names = {}});
  channel_.Flush();
  EXPECT_EQ(transport_.opened, 2);
}

}  // namespace
}  // namespace nuncio::xds::client

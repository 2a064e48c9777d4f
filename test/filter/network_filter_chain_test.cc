// Checks source/filter/network_filter_chain.h: who hears a connection when.

#include "source/filter/network_filter_chain.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "source/network/socket.h"
#include "test/support/raw_peer.h"
#include "test/support/test_worker.h"

namespace nuncio::filter {
namespace {

// What everybody in a chain did, in order.
using Journal = std::string;

// A filter that does what the test says.
struct Script {
  std::string name;
  NetworkStatus on_new = NetworkStatus::kContinue;
  std::function<NetworkStatus(NetworkFilterCallbacks&, buffer::Buffer&)> on_data;
  std::function<void(NetworkFilterCallbacks&)> in_new;
};

class ScriptedFilter final : public NetworkFilter {
 public:
  ScriptedFilter(const Script& script, Journal& journal, NetworkFilterCallbacks*& out)
      : script_(script), journal_(journal), out_(out) {}
  NetworkStatus OnNewConnection() override {
    out_ = &callbacks();
    absl::StrAppend(&journal_, script_.name, ":new ");
    if (script_.in_new) script_.in_new(callbacks());
    return script_.on_new;
  }
  NetworkStatus OnData(buffer::Buffer& input, bool fin) override {
    absl::StrAppend(&journal_, script_.name, ":", input.size(), fin ? "! " : " ");
    return script_.on_data ? script_.on_data(callbacks(), input) : NetworkStatus::kDone;
  }

 private:
  const Script& script_;
  Journal& journal_;
  NetworkFilterCallbacks*& out_;
};

class ScriptedFactory final : public NetworkFilterFactory {
 public:
  ScriptedFactory(Script script, Journal& journal)
      : script_(std::move(script)), journal_(journal) {}
  std::unique_ptr<NetworkFilter> Make() const override {
    return std::make_unique<ScriptedFilter>(script_, journal_, made);
  }
  mutable NetworkFilterCallbacks* made = nullptr;

 private:
  const Script script_;
  Journal& journal_;
};

// Drains what it hears.
class Terminal final : public TerminalFilter {
 public:
  Terminal(NetworkContext& context, Journal& journal) : context_(context), journal_(journal) {}
  void Start() override { journal_ += "start "; }
  void OnData(bool fin) override {
    absl::StrAppend(&journal_, "data:", context_.connection.input().size(), fin ? "! " : " ");
    context_.connection.input().Clear();
  }
  void OnClosed(network::CloseCause) override {
    journal_ += "closed ";
    context_.owner.Finish();
  }
  void OnDrain(bool close_idle) override { journal_ += close_idle ? "drain! " : "drain "; }
  void OnDrainDeadline() override { journal_ += "deadline "; }

 private:
  NetworkContext& context_;
  Journal& journal_;
};

class TerminalMaker final : public TerminalFilterFactory {
 public:
  explicit TerminalMaker(Journal& journal) : journal_(journal) {}
  std::unique_ptr<TerminalFilter> Make(NetworkContext& context) const override {
    return std::make_unique<Terminal>(context, journal_);
  }

 private:
  Journal& journal_;
};

class NetworkFilterChainTest : public ::testing::Test, private NetworkConnectionOwner {
 protected:
  std::shared_ptr<ScriptedFactory> Add(Script script) {
    auto factory = std::make_shared<ScriptedFactory>(std::move(script), journal_);
    options_.filters.push_back({"", factory});
    return factory;
  }
  void Start(const network::ConnectionOptions& options = {}) {
    options_.terminal = std::make_shared<TerminalMaker>(journal_);
    Begin(options);
  }
  void Begin(const network::ConnectionOptions& options) {
    test::RawListener listener;
    peer_ = test::RawPeer::ConnectTo(listener.address());
    connection_ = network::Connection::Accepted({worker_.loop, worker_.slices}, listener.Accept(),
                                                {}, {}, network::MakeRawTransport(), options);
    context_.emplace(NetworkContext{worker_.context, *connection_, record_, drain_,
                                    static_cast<NetworkConnectionOwner&>(*this)});
    chain_ = std::make_unique<NetworkFilterChain>(*context_, options_);
    connection_->Start();
    chain_->Start();
  }
  bool Until(absl::string_view word) {
    return test::RunUntil(worker_.loop,
                          [&] { return journal_.find(std::string(word)) != std::string::npos; });
  }
  void Finish() override { journal_ += "finish "; }

  test::TestWorker worker_;
  Journal journal_;
  NetworkFilterChainOptions options_;
  record::ConnectionRecord record_;
  DrainState drain_;
  test::RawPeer peer_;
  std::unique_ptr<network::Connection> connection_;
  std::optional<NetworkContext> context_;
  std::unique_ptr<NetworkFilterChain> chain_;
};

TEST_F(NetworkFilterChainTest, WithoutFiltersTheTerminalHearsAll) {
  Start();
  peer_.Send("abc");
  ASSERT_TRUE(Until("data:3"));
  peer_.Close();
  ASSERT_TRUE(Until("finish"));
  EXPECT_EQ("start data:3 data:0! closed finish ", journal_);
}

TEST_F(NetworkFilterChainTest, FiltersThatAreDoneAreNotAskedAgain) {
  Add({.name = "a", .on_new = NetworkStatus::kDone});
  Add({.name = "b"});
  Start();
  peer_.Send("abc");
  ASSERT_TRUE(Until("data:3"));
  peer_.Send("de");
  ASSERT_TRUE(Until("data:2"));
  EXPECT_EQ("a:new b:new start b:3 data:3 data:2 ", journal_);
}

TEST_F(NetworkFilterChainTest, AFilterThatGoesOnSeesEverything) {
  Add({.name = "a", .on_data = [](NetworkFilterCallbacks&, buffer::Buffer&) {
         return NetworkStatus::kContinue;
       }});
  Start();
  peer_.Send("abc");
  ASSERT_TRUE(Until("data:3"));
  peer_.Close();
  ASSERT_TRUE(Until("finish"));
  EXPECT_EQ("a:new start a:3 data:3 a:0! data:0! closed finish ", journal_);
}

TEST_F(NetworkFilterChainTest, AStopAtTheStartHoldsEverythingBack) {
  const auto a = Add({.name = "a", .on_new = NetworkStatus::kStop});
  Add({.name = "b"});
  Start();
  peer_.Send("abc");
  test::RunAWhile(worker_.loop);
  EXPECT_EQ("a:new ", journal_);
  a->made->Continue();
  EXPECT_EQ("a:new b:new start a:3 b:3 data:3 ", journal_);
}

TEST_F(NetworkFilterChainTest, AFilterMayWaitForMoreBytes) {
  Add({.name = "a", .on_data = [](NetworkFilterCallbacks&, buffer::Buffer& input) {
         return input.size() < 4 ? NetworkStatus::kStop : NetworkStatus::kDone;
       }});
  Start();
  peer_.Send("ab");
  ASSERT_TRUE(Until("a:2"));
  peer_.Send("cd");
  ASSERT_TRUE(Until("data:4"));
  EXPECT_EQ("a:new start a:2 a:4 data:4 ", journal_);
}

TEST_F(NetworkFilterChainTest, AWaitingFilterStopsTheClientAtTheLimit) {
  const auto a = Add({.name = "a", .on_data = [](NetworkFilterCallbacks&, buffer::Buffer&) {
                        return NetworkStatus::kStop;
                      }});
  Start({.buffer_limit = 1000});
  const std::string block(100'000, 'x');
  size_t sent = 0;
  for (int i = 0; i < 50; ++i) {
    sent += peer_.Send(block);
    worker_.loop.RunOnce(false);
  }
  EXPECT_TRUE(connection_->read_paused());
  EXPECT_LE(connection_->input().size(), 2000u);
  a->made->Continue();
  EXPECT_FALSE(connection_->read_paused());
}

TEST_F(NetworkFilterChainTest, AFilterMayRefuseAtTheStart) {
  Add({.name = "a", .in_new = [](NetworkFilterCallbacks& callbacks) {
         callbacks.Close(network::CloseMode::kNow, "refused");
       }});
  Add({.name = "b"});
  Start();
  ASSERT_TRUE(Until("finish"));
  EXPECT_EQ("a:new finish ", journal_);
  EXPECT_EQ("refused", record_.termination_details);
}

TEST_F(NetworkFilterChainTest, AFilterMayRefuseAtTheFirstByte) {
  Add({.name = "a", .on_data = [](NetworkFilterCallbacks& callbacks, buffer::Buffer&) {
         callbacks.Close(network::CloseMode::kReset, "refused");
         return NetworkStatus::kContinue;
       }});
  Start();
  peer_.Send("x");
  ASSERT_TRUE(Until("finish"));
  EXPECT_EQ("a:new start a:1 closed finish ", journal_);
}

TEST_F(NetworkFilterChainTest, AClosingFilterMayFlushFirst) {
  const auto a = Add({.name = "a", .on_new = NetworkStatus::kStop});
  Start();
  connection_->output().Append("sorry");
  a->made->Close(network::CloseMode::kFlush, "");
  a->made->Continue();
  ASSERT_TRUE(Until("finish"));
  peer_.Read();
  EXPECT_EQ("sorry", peer_.received());
}

TEST_F(NetworkFilterChainTest, AChainWithoutATerminalFilterCloses) {
  Begin({});
  ASSERT_TRUE(Until("finish"));
}

TEST_F(NetworkFilterChainTest, DrainingReachesTheTerminalFilter) {
  Start();
  chain_->OnDrain(true);
  chain_->OnDrainDeadline();
  EXPECT_EQ("start drain! deadline ", journal_);
}

TEST_F(NetworkFilterChainTest, TheDeadlineEndsAConnectionThatIsNotAdmittedYet) {
  Add({.name = "a", .on_new = NetworkStatus::kStop});
  Start();
  chain_->OnDrain(false);
  chain_->OnDrainDeadline();
  ASSERT_TRUE(Until("finish"));
}

}  // namespace
}  // namespace nuncio::filter

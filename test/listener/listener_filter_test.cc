// What listener filters see and do, through the set of listeners.
#include "source/filter/listener_filter.h"

#include <functional>
#include <memory>
#include <string>

#include "source/listener/listener_stats.h"
#include "test/listener/listener_fixture.h"

namespace nuncio::listener {
namespace {

using filter::AcceptedSocket;
using filter::SniffResult;

// A listener filter from two functions.
struct Script {
  std::function<bool(AcceptedSocket&)> accept;
  size_t most = 0;
  std::function<SniffResult(AcceptedSocket&, absl::string_view, bool)> data;
};

class ScriptedFilter final : public filter::ListenerFilter {
 public:
  explicit ScriptedFilter(const Script& script) : script_(script) {}
  bool OnAccept(AcceptedSocket& socket, worker::WorkerContext&) override {
    return script_.accept ? script_.accept(socket) : true;
  }
  size_t MaxBytes() const override { return script_.most; }
  SniffResult OnData(AcceptedSocket& socket, absl::string_view bytes, bool end) override {
    return script_.data(socket, bytes, end);
  }

 private:
  const Script& script_;
};

class ScriptedFactory final : public filter::ListenerFilterFactory {
 public:
  explicit ScriptedFactory(Script script) : script_(std::move(script)) {}
  std::unique_ptr<filter::ListenerFilter> Make(const AcceptedSocket&) const override {
    return std::make_unique<ScriptedFilter>(script_);
  }

 private:
  const Script script_;
};

// Takes a first line for the name of the server; "no" is refused.
SniffResult ReadName(AcceptedSocket& socket, absl::string_view bytes, bool) {
  const size_t end = bytes.find('\n');
  if (end == absl::string_view::npos) return {SniffResult::Status::kNeedMore};
  socket.record->requested_server_name = std::string(bytes.substr(0, end));
  if (bytes.substr(0, end) == "no") return {SniffResult::Status::kReject};
  return {SniffResult::Status::kDone, end + 1};
}

ChainMatch Named(const std::string& name) {
  ChainMatch match;
  match.server_names = {name};
  return match;
}

class ListenerFilterTest : public ListenerSetTest {
 protected:
  ListenerOptions WithFilters(std::vector<Script> scripts) {
    ListenerOptions options = Options(
        "main", {NamedChain("a", 1, Named("a.example")), NamedChain("b", 2, Named("b.example"))});
    options.default_chain = NamedChain("default", 3);
    for (Script& script : scripts) {
      options.listener_filters.push_back(
          {"", std::make_shared<ScriptedFactory>(std::move(script))});
    }
    return options;
  }
  test::RawPeer Client(const network::Address& address, absl::string_view says) {
    test::RawPeer peer = test::RawPeer::ConnectTo(address);
    peer.Send(says);
    return peer;
  }
};

TEST_F(ListenerFilterTest, WhatAFilterFindsChoosesTheChain) {
  const network::Address address = Use(WithFilters({{.most = 100, .data = ReadName}}));
  test::RawPeer a = Client(address, "a.example\n");
  test::RawPeer b = Client(address, "b.example\nrest");
  EXPECT_TRUE(Says(a, "a\n"));
  EXPECT_TRUE(Says(b, "b\nopen\n"));  // the rest is for the chain, the name is not
  EXPECT_EQ(0u, Stat("listener.main.downstream_pre_cx_active"));
}

TEST_F(ListenerFilterTest, AFilterWaitsForTheBytesItNeeds) {
  const network::Address address = Use(WithFilters({{.most = 100, .data = ReadName}}));
  test::RawPeer peer = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(BecomesStat("listener.main.downstream_pre_cx_active", 1));
  for (const char letter : std::string("b.example")) {
    peer.Send(absl::string_view(&letter, 1));
    Settle();
  }
  peer.Send("\n");
  EXPECT_TRUE(Says(peer, "b\n"));
}

TEST_F(ListenerFilterTest, FiltersTakeTheirTurns) {
  std::string order;  // written before the next filter of the same socket runs
  Script first{.accept =
                   [&](AcceptedSocket&) {
                     order += "1a ";
                     return true;
                   },
               .most = 100,
               .data = [&](AcceptedSocket&, absl::string_view bytes, bool) -> SniffResult {
                 order += "1d ";
                 if (bytes.size() < 2) return {SniffResult::Status::kNeedMore};
                 return {SniffResult::Status::kDone, 2};
               }};
  Script second{.accept =
                    [&](AcceptedSocket&) {
                      order += "2a ";
                      return true;
                    },
                .most = 100,
                .data = ReadName};
  const network::Address address = Use(WithFilters({first, second}));
  test::RawPeer peer = Client(address, "XXa.example\n");
  EXPECT_TRUE(Says(peer, "a\n"));
  EXPECT_EQ("1a 1d 2a ", order);
}

TEST_F(ListenerFilterTest, ARefusalClosesAndIsCounted) {
  const network::Address address = Use(WithFilters({{.most = 100, .data = ReadName}}));
  test::RawPeer peer = Client(address, "no\n");
  EXPECT_TRUE(Ends(peer));
  EXPECT_EQ(1u, Stat("listener.main.downstream_listener_filter_error"));
  Settle();
  EXPECT_EQ(0u, set_->open_connections());
}

TEST_F(ListenerFilterTest, AFilterMayRefuseWithoutLooking) {
  const network::Address address =
      Use(WithFilters({{.accept = [](AcceptedSocket&) { return false; }}}));
  test::RawPeer peer = test::RawPeer::ConnectTo(address);
  EXPECT_TRUE(Ends(peer));
}

TEST_F(ListenerFilterTest, AFilterThatHasSeenItsMostIsDone) {
  const network::Address address = Use(WithFilters({{.most = 10, .data = ReadName}}));
  test::RawPeer peer = Client(address, "0123456789012345");
  EXPECT_TRUE(Says(peer, "default\nopen\n"));
}

TEST_F(ListenerFilterTest, AClientThatLeavesEarlyIsCounted) {
  const network::Address address = Use(WithFilters({{.most = 100, .data = ReadName}}));
  test::RawPeer half = Client(address, "a.exam");
  half.ShutdownWrite();
  EXPECT_TRUE(Ends(half));
  test::RawPeer silent = test::RawPeer::ConnectTo(address);
  silent.Close();
  test::RawPeer rude = Client(address, "a.exam");
  ASSERT_TRUE(Until([&] { return Stat("listener.main.downstream_pre_cx_active") == 1; }));
  rude.Reset();
  EXPECT_TRUE(BecomesStat("listener.main.downstream_listener_filter_remote_close", 3));
  EXPECT_EQ(0u, Stat("listener.main.downstream_pre_cx_active"));
}

TEST_F(ListenerFilterTest, ASilentClientIsClosedAfterTheTimeout) {
  const network::Address address = Use(WithFilters({{.most = 100, .data = ReadName}}));
  test::RawPeer peer = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(BecomesStat("listener.main.downstream_pre_cx_active", 1));
  Pass(std::chrono::seconds(16));
  EXPECT_TRUE(Ends(peer));
  EXPECT_EQ(1u, Stat("listener.main.downstream_pre_cx_timeout"));
}

TEST_F(ListenerFilterTest, OrIsServedWhereConfigurationSaysSo) {
  ListenerOptions options = WithFilters({{.most = 100, .data = ReadName}});
  options.continue_on_listener_filters_timeout = true;
  const network::Address address = Use(std::move(options));
  test::RawPeer peer = Client(address, "half a na");
  ASSERT_TRUE(BecomesStat("listener.main.downstream_pre_cx_active", 1));
  Pass(std::chrono::seconds(16));
  EXPECT_TRUE(Says(peer, "default\nopen\n"));
  EXPECT_EQ(1u, Stat("listener.main.downstream_pre_cx_timeout"));
}

TEST_F(ListenerFilterTest, ARedirectedConnectionGoesToTheListenerOfItsDestination) {
  const auto by_first_line = [] {
    return Script{.most = 100,
                  .data = [](AcceptedSocket& socket, absl::string_view bytes, bool) -> SniffResult {
                    socket.record->local =
                        *network::Address::Parse(bytes.substr(0, bytes.find('\n')));
                    socket.local_restored = true;
                    return {SniffResult::Status::kDone, bytes.size()};
                  }};
  };
  ListenerOptions main = WithFilters({by_first_line()});
  main.use_original_dst = true;
  const network::Address address = Use(std::move(main));
  const auto quiet = [](const std::string& name, absl::string_view at) {
    ListenerOptions options = Options(name, {NamedChain(name, 9)});
    options.addresses[0].address = *network::Address::Parse(at);
    options.bind_to_port = false;
    return options;
  };
  Use(quiet("exact", "10.1.1.1:80"));
  Use(quiet("any", "0.0.0.0:81"));
  Settle();
  test::RawPeer exact = Client(address, "10.1.1.1:80\n");
  test::RawPeer any = Client(address, "10.9.9.9:81\n");
  test::RawPeer none = Client(address, "10.9.9.9:80\n");
  EXPECT_TRUE(Says(exact, "exact\n"));
  EXPECT_TRUE(Says(any, "any\n"));
  EXPECT_TRUE(Says(none, "default\n"));
}

TEST_F(ListenerFilterTest, ARemovedListenerEndsItsSniffersAtTheDeadline) {
  const stats::GroupRef kept = stats_.Instantiate(kListenerGroup, "main");
  const network::Address address = Use(WithFilters({{.most = 100, .data = ReadName}}));
  test::RawPeer peer = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(BecomesStat("listener.main.downstream_pre_cx_active", 1));
  set_->Remove("main");
  Settle();
  Pass(kDrain + std::chrono::milliseconds(2));
  EXPECT_TRUE(Ends(peer));
  EXPECT_TRUE(BecomesStat("listener_manager.total_listeners_draining", 0));
  EXPECT_EQ(0u, Stat("listener.main.downstream_listener_filter_remote_close"));
}

TEST_F(ListenerFilterTest, ADeadlineInTheIterationOfTheTimeoutEndsASnifferOnce) {
  const stats::GroupRef kept = stats_.Instantiate(kListenerGroup, "main");
  ListenerOptions options = WithFilters({{.most = 100, .data = ReadName}});
  options.listener_filters_timeout = kDrain;
  const network::Address address = Use(std::move(options));
  test::RawPeer peer = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(BecomesStat("listener.main.downstream_pre_cx_active", 1));
  set_->Remove("main");
  Settle();
  Pass(kDrain + std::chrono::milliseconds(2));
  EXPECT_TRUE(Ends(peer));
  EXPECT_TRUE(BecomesStat("listener_manager.total_listeners_draining", 0));
  EXPECT_EQ(0u, Stat("listener.main.downstream_pre_cx_active"));
  EXPECT_EQ(0u, set_->open_connections());
}

TEST_F(ListenerFilterTest, AtTheEndOfTheProcessASilentClientGetsAMomentOnly) {
  const network::Address address = Use(WithFilters({{.most = 100, .data = ReadName}}));
  test::RawPeer silent = test::RawPeer::ConnectTo(address);
  test::RawPeer speaks = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(BecomesStat("listener.main.downstream_pre_cx_active", 2));
  bool done = false;
  set_->Shutdown(std::chrono::hours(1), [&done] { done = true; });
  Settle();
  speaks.Send("a.example\nrequest");
  EXPECT_TRUE(Says(speaks, "a\nclose\n"));
  Pass(std::chrono::milliseconds(202));
  EXPECT_TRUE(Ends(silent));
  EXPECT_TRUE(Until([&] { return done; }));
}

}  // namespace
}  // namespace nuncio::listener

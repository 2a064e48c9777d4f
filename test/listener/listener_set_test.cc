// Checks source/listener/listener_set.h with real sockets and workers: no change of listeners loses
// a connection.

#include "source/listener/listener_set.h"

#include <stdlib.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "source/access_log/access_log.h"
#include "source/format/formatter.h"
#include "source/worker/file_writer.h"
#include "test/listener/listener_fixture.h"

namespace nuncio::listener {
namespace {

TEST_F(ListenerSetTest, ServesAndCounts) {
  const network::Address address = Use(Options("main", {NamedChain("one", 1)}));
  test::RawPeer peer = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(Says(peer, "one\n"));
  EXPECT_EQ("open\n", Ask(peer));
  EXPECT_EQ(1u, Stat("listener.main.downstream_cx_total"));
  EXPECT_EQ(1u, Stat("listener.main.downstream_cx_active"));
  EXPECT_EQ(1u, Stat("listener.main.worker_0.downstream_cx_total") +
                    Stat("listener.main.worker_1.downstream_cx_total"));
  peer.Close();
  ASSERT_TRUE(BecomesStat("listener.main.downstream_cx_destroy", 1));
  EXPECT_EQ(0u, Stat("listener.main.downstream_cx_active"));
  EXPECT_EQ(1u, Stat("listener_manager.listener_added"));
  EXPECT_EQ(1u, Stat("listener_manager.total_listeners_active"));
  EXPECT_EQ(1u, Stat("listener_manager.workers_started"));
  ASSERT_TRUE(BecomesStat("listener_manager.listener_create_success", kWorkers));
}

TEST_F(ListenerSetTest, TheStatisticsGoByTheAddressWithoutAPrefix) {
  ListenerOptions options = Options("main", {NamedChain("one", 1)});
  options.stat_prefix.clear();
  const network::Address address = Use(std::move(options));
  EXPECT_EQ(0u, Stat(absl::StrCat("listener.127.0.0.1_", address.port(), ".downstream_cx_total")));
}

TEST_F(ListenerSetTest, AWarmingListenerTakesNobody) {
  ASSERT_TRUE(
      set_->Put(std::make_shared<ListenerOptions>(Options("main", {NamedChain("one", 1)}))).ok());
  EXPECT_EQ(1u, set_->warming());
  EXPECT_EQ(1u, Stat("listener_manager.total_listeners_warming"));
  network::Address address;
  set_->ForEach([&](const ListenerView& view) { address = view.addresses[0]; });
  test::RawPeer peer = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(Ends(peer));  // refused
  set_->Activate("main");
  EXPECT_EQ(0u, set_->warming());
  test::RawPeer second = test::RawPeer::ConnectTo(address);
  EXPECT_TRUE(Says(second, "one\n"));
}

TEST_F(ListenerSetTest, ATakenAddressIsRefusedByName) {
  test::RawListener taken;
  ListenerOptions options = Options("main", {NamedChain("one", 1)});
  options.addresses[0].address = taken.address();
  const absl::Status status = set_->Put(std::make_shared<ListenerOptions>(std::move(options)));
  EXPECT_EQ(absl::StrCat("listener \"main\": cannot bind ", taken.address().ToString(),
                         ": Address already in use"),
            status.message());
  EXPECT_EQ(1u, Stat("listener_manager.listener_create_failure"));
  EXPECT_EQ(0u, set_->active() + set_->warming());
}

TEST_F(ListenerSetTest, TwoListenersCannotShareAnAddress) {
  const network::Address address = Use(Options("main", {NamedChain("one", 1)}));
  ListenerOptions options = Options("other", {NamedChain("two", 2)});
  options.addresses[0].address = address;
  const absl::Status status = set_->Put(std::make_shared<ListenerOptions>(std::move(options)));
  EXPECT_EQ(absl::StrCat("listener \"other\": address ", address.ToString(),
                         " is that of listener \"main\""),
            status.message());
}

TEST_F(ListenerSetTest, AListenerWithoutChainsIsRefused) {
  EXPECT_EQ("listener \"main\": no filter chains",
            set_->Put(std::make_shared<ListenerOptions>(Options("main", {}))).message());
}

TEST_F(ListenerSetTest, TheSameListenerAgainChangesNothing) {
  ListenerOptions options = Options("main", {NamedChain("one", 1)});
  options.hash = 7;
  Use(options);
  bool changed = true;
  options.chains = {NamedChain("one", 1)};
  ASSERT_TRUE(set_->Put(std::make_shared<ListenerOptions>(options), &changed).ok());
  EXPECT_FALSE(changed);
  EXPECT_EQ(0u, Stat("listener_manager.listener_modified"));
  EXPECT_EQ(0u, set_->warming());
}

TEST_F(ListenerSetTest, AChangeOfOneChainKeepsTheConnectionsOfTheOthers) {
  ListenerOptions options = Options("main", {NamedChain("one", 1, FromAddress("127.0.0.1/32")),
                                             NamedChain("two", 2, FromAddress("127.0.0.9/32"))});
  options.hash = 7;
  const network::Address address = Use(options);
  test::RawPeer one = test::RawPeer::ConnectTo(address);
  test::RawPeer two = test::RawPeer::ConnectTo(address, *network::Address::ParseIp("127.0.0.9", 0));
  ASSERT_TRUE(Says(one, "one\n"));
  ASSERT_TRUE(Says(two, "two\n"));
  options.chains = {NamedChain("one", 1, FromAddress("127.0.0.1/32")),
                    NamedChain("three", 3, FromAddress("127.0.0.9/32"))};
  EXPECT_EQ(address, Use(options));
  Settle();
  EXPECT_EQ(1u, Stat("listener_manager.listener_in_place_updated"));
  EXPECT_EQ(1u, Stat("listener_manager.listener_modified"));
  EXPECT_EQ(1u, Stat("listener_manager.total_filter_chains_draining"));
  EXPECT_EQ(0u, Stat("listener_manager.total_listeners_draining"));
  EXPECT_EQ("open\n", Ask(one));
  EXPECT_EQ("close\n", Ask(two));
  test::RawPeer three =
      test::RawPeer::ConnectTo(address, *network::Address::ParseIp("127.0.0.9", 0));
  ASSERT_TRUE(Says(three, "three\n"));
  Pass(kDrain + std::chrono::milliseconds(2));
  ASSERT_TRUE(Ends(two));
  EXPECT_EQ("open\n", Ask(one));
  EXPECT_TRUE(BecomesStat("listener_manager.total_filter_chains_draining", 0));
}

TEST_F(ListenerSetTest, AChainDrainsUntilItsLastConnectionIsGone) {
  ListenerOptions options = Options("main", {NamedChain("one", 1)});
  options.hash = 7;
  const network::Address address = Use(options);
  test::RawPeer peer = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(Says(peer, "one\n"));
  options.chains = {NamedChain("two", 2)};
  Use(options);
  Settle();
  EXPECT_EQ(1u, Stat("listener_manager.total_filter_chains_draining"));
  options.chains = {NamedChain("three", 3)};
  Use(options);  // nobody came by the second
  Settle();
  EXPECT_TRUE(BecomesStat("listener_manager.total_filter_chains_draining", 1));
  peer.Close();
  EXPECT_TRUE(BecomesStat("listener_manager.total_filter_chains_draining", 0));
}

// Main's time and the workers' are looked at apart: a worker that hears late of an update begins
// the drain late.
TEST_F(ListenerSetTest, TheDrainTimeOfAChainIsMainsWhateverTheWorkersClockSays) {
  ListenerOptions options = Options("main", {NamedChain("one", 1)});
  options.hash = 7;
  const network::Address address = Use(options);
  test::RawPeer peer = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(Says(peer, "one\n"));
  options.chains = {NamedChain("two", 2)};
  main_.RunOnce(false);                            // main takes the time,
  clock_.Advance(std::chrono::milliseconds(500));  // and is slow
  Use(options);
  Settle();
  clock_.Advance(kDrain - std::chrono::milliseconds(490));
  main_.RunOnce(false);
  Settle();
  EXPECT_TRUE(Ends(peer));
}

TEST_F(ListenerSetTest, AFullUpdateDrainsTheOldConnectionsAndLosesNone) {
  ListenerOptions options = Options("main", {NamedChain("old", 1)});
  const network::Address address = Use(options);
  test::RawPeer idle = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(Says(idle, "old\n"));
  std::vector<test::RawPeer> peers;
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 10; ++i) peers.push_back(test::RawPeer::ConnectTo(address));
    options.chains = {NamedChain(absl::StrCat("new", round), 1)};
    options.hash = 100 + static_cast<uint64_t>(round);
    EXPECT_EQ(address, Use(options));
    for (int i = 0; i < 10; ++i) peers.push_back(test::RawPeer::ConnectTo(address));
  }
  for (test::RawPeer& peer : peers) ASSERT_TRUE(Says(peer, "\n"));  // whoever serves it
  Settle();
  EXPECT_EQ("close\n", Ask(idle));
  EXPECT_EQ(20u, Stat("listener_manager.listener_modified"));
  EXPECT_EQ(0u, Stat("listener_manager.listener_in_place_updated"));
  Pass(kDrain + std::chrono::milliseconds(2));
  ASSERT_TRUE(Ends(idle));
  ASSERT_TRUE(BecomesStat("listener_manager.total_listeners_draining", 0));
  test::RawPeer last = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(Says(last, "new19\n"));
  EXPECT_EQ("open\n", Ask(last));
}

TEST_F(ListenerSetTest, WhatWaitsInTheQueueSurvivesAnUpdate) {
  ListenerOptions options = Options("main", {NamedChain("old", 1)});
  const network::Address address = Use(options);
  set_->PauseAccepting(true);
  Settle();
  std::vector<test::RawPeer> peers;
  for (int i = 0; i < 20; ++i) peers.push_back(test::RawPeer::ConnectTo(address));
  options.chains = {NamedChain("new", 2)};
  Use(options);
  Settle();
  set_->PauseAccepting(false);
  for (test::RawPeer& peer : peers) EXPECT_TRUE(Says(peer, "new\n"));
}

TEST_F(ListenerSetTest, AMovedListenerServesTheNewAddressOnly) {
  ListenerOptions options = Options("main", {NamedChain("one", 1)});
  const network::Address old_address = Use(options);
  test::RawPeer keep = test::RawPeer::ConnectTo(old_address);
  ASSERT_TRUE(Says(keep, "one\n"));
  options.addresses[0].address = *network::Address::Parse("127.0.0.2:0");
  const network::Address address = Use(options);
  Settle();
  test::RawPeer moved = test::RawPeer::ConnectTo(address);
  EXPECT_TRUE(Says(moved, "one\n"));
  test::RawPeer late = test::RawPeer::ConnectTo(old_address);
  EXPECT_TRUE(Ends(late));
  EXPECT_EQ("close\n", Ask(keep));
}

TEST_F(ListenerSetTest, ARemovedListenerRefusesAndDrains) {
  const network::Address address = Use(Options("main", {NamedChain("one", 1)}));
  test::RawPeer keep = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(Says(keep, "one\n"));
  EXPECT_TRUE(set_->Remove("main"));
  EXPECT_FALSE(set_->Remove("main"));
  EXPECT_EQ(1u, Stat("listener_manager.total_listeners_draining"));
  Settle();
  test::RawPeer late = test::RawPeer::ConnectTo(address);
  EXPECT_TRUE(Ends(late));
  EXPECT_EQ("close\n", Ask(keep));
  Pass(kDrain + std::chrono::milliseconds(2));
  EXPECT_TRUE(Ends(keep));
  EXPECT_TRUE(BecomesStat("listener_manager.total_listeners_draining", 0));
  EXPECT_EQ(1u, Stat("listener_manager.listener_removed"));
}

TEST_F(ListenerSetTest, ADrainingListenerWithoutConnectionsGoesAtOnce) {
  Use(Options("main", {NamedChain("one", 1)}));
  set_->Remove("main");
  EXPECT_TRUE(BecomesStat("listener_manager.total_listeners_draining", 0));
}

TEST_F(ListenerSetTest, OneSocketServesAllWorkers) {
  char directory[] = "/tmp/nuncio_listener_XXXXXX";
  ASSERT_NE(nullptr, ::mkdtemp(directory));
  ListenerOptions options = Options("main", {NamedChain("one", 1)});
  options.addresses[0].address = *network::Address::Unix(absl::StrCat(directory, "/s"));
  const network::Address address = Use(std::move(options));
  std::vector<test::RawPeer> peers;
  for (int i = 0; i < 8; ++i) {
    peers.push_back(test::RawPeer::ConnectTo(address));
    ASSERT_TRUE(Says(peers.back(), "one\n"));
  }
  EXPECT_EQ(4u, Stat("listener.main.worker_0.downstream_cx_total"));
  EXPECT_EQ(4u, Stat("listener.main.worker_1.downstream_cx_total"));
  set_->Remove("main");
  Settle();
  Pass(kDrain + std::chrono::milliseconds(2));
  ASSERT_TRUE(BecomesStat("listener_manager.total_listeners_draining", 0));
  EXPECT_EQ(0, ::rmdir(directory));  // the socket's file is gone
}

TEST_F(ListenerSetTest, ConnectionsBeyondTheLimitAreClosed) {
  ListenerOptions options = Options("main", {NamedChain("one", 1)});
  options.connection_limit = 2;
  const network::Address address = Use(std::move(options));
  test::RawPeer a = test::RawPeer::ConnectTo(address);
  test::RawPeer b = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(Says(a, "one\n"));
  ASSERT_TRUE(Says(b, "one\n"));
  test::RawPeer over = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(Ends(over));
  EXPECT_EQ("", over.received());
  EXPECT_EQ(1u, Stat("listener.main.downstream_cx_overflow"));
  a.Close();
  ASSERT_TRUE(BecomesStat("listener.main.downstream_cx_active", 1));
  test::RawPeer next = test::RawPeer::ConnectTo(address);
  EXPECT_TRUE(Says(next, "one\n"));
}

TEST_F(ListenerSetTest, TheRuntimeChangesTheLimit) {
  const network::Address address = Use(Options("main", {NamedChain("one", 1)}));
  runtime::Values values;
  values.entries["envoy.resource_limits.listener.main.connection_limit"] = {.text = "0",
                                                                            .number = 0};
  set_->UpdateRuntime(values);
  test::RawPeer over = test::RawPeer::ConnectTo(address);
  EXPECT_TRUE(Ends(over));
  EXPECT_EQ(1u, Stat("listener.main.downstream_cx_overflow"));
}

TEST_F(ListenerSetTest, TheGlobalLimitCountsAllListeners) {
  const network::Address x = Use(Options("x", {NamedChain("one", 1)}));
  const network::Address y = Use(Options("y", {NamedChain("two", 2)}));
  set_->SetGlobalConnectionLimit(1);
  test::RawPeer first = test::RawPeer::ConnectTo(x);
  ASSERT_TRUE(Says(first, "one\n"));
  test::RawPeer over = test::RawPeer::ConnectTo(y);
  EXPECT_TRUE(Ends(over));
  EXPECT_EQ(1u, Stat("listener.y.downstream_global_cx_overflow"));
  EXPECT_EQ(1u, set_->open_connections());
}

TEST_F(ListenerSetTest, WithoutAChainAConnectionIsClosedAndCounted) {
  const network::Address address =
      Use(Options("main", {NamedChain("one", 1, FromAddress("10.0.0.0/8"))}));
  test::RawPeer peer = test::RawPeer::ConnectTo(address);
  EXPECT_TRUE(Ends(peer));
  EXPECT_EQ(1u, Stat("listener.main.no_filter_chain_match"));
  EXPECT_EQ(0u, Stat("listener.main.downstream_cx_total"));
}

TEST_F(ListenerSetTest, StoppedListenersRefuseAndKeepWhatIsOpen) {
  ListenerOptions inbound = Options("in", {NamedChain("in", 1)});
  inbound.direction = TrafficDirection::kInbound;
  const network::Address in = Use(std::move(inbound));
  const network::Address out = Use(Options("out", {NamedChain("out", 2)}));
  test::RawPeer keep = test::RawPeer::ConnectTo(in);
  ASSERT_TRUE(Says(keep, "in\n"));
  set_->StopListening(ListenerScope::kInbound);
  Settle();
  test::RawPeer refused = test::RawPeer::ConnectTo(in);
  EXPECT_TRUE(Ends(refused));
  test::RawPeer other = test::RawPeer::ConnectTo(out);
  EXPECT_TRUE(Says(other, "out\n"));
  EXPECT_EQ("open\n", Ask(keep));
  EXPECT_EQ(1u, Stat("listener_manager.listener_stopped"));
  EXPECT_EQ(2u, Stat("listener_manager.total_listeners_active"));
}

TEST_F(ListenerSetTest, AGracefulDrainAsksToCloseAndThenStops) {
  const network::Address address = Use(Options("main", {NamedChain("one", 1)}));
  test::RawPeer keep = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(Says(keep, "one\n"));
  set_->StartDrain(ListenerScope::kAll, {kDrain, filter::DrainStrategy::kImmediate}, true);
  Settle();
  EXPECT_EQ("close\n", Ask(keep));
  test::RawPeer during = test::RawPeer::ConnectTo(address);
  EXPECT_TRUE(Says(during, "one\n"));
  Pass(kDrain + std::chrono::milliseconds(2));
  test::RawPeer after = test::RawPeer::ConnectTo(address);
  EXPECT_TRUE(Ends(after));
}

TEST_F(ListenerSetTest, AFailedHealthCheckAsksToCloseWhereItMay) {
  ListenerOptions modify_only = Options("modify", {NamedChain("m", 2)});
  modify_only.drain_type = DrainType::kModifyOnly;
  const network::Address a = Use(Options("main", {NamedChain("one", 1)}));
  const network::Address b = Use(std::move(modify_only));
  test::RawPeer one = test::RawPeer::ConnectTo(a);
  test::RawPeer two = test::RawPeer::ConnectTo(b);
  set_->SetHealthFailed(true);
  Settle();
  EXPECT_TRUE(Says(one, "one\n"));
  EXPECT_TRUE(Says(two, "m\n"));
  EXPECT_EQ("close\n", Ask(one));
  EXPECT_EQ("open\n", Ask(two));
  set_->SetHealthFailed(false);
  Settle();
  EXPECT_EQ("open\n", Ask(one));
}

TEST_F(ListenerSetTest, ShutdownClosesIdleConnectionsAndIsDone) {
  const network::Address address = Use(Options("main", {NamedChain("one", 1)}));
  test::RawPeer peer = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(Says(peer, "one\n"));
  bool done = false;
  EXPECT_EQ("open\n", Ask(peer));
  set_->Shutdown(std::chrono::hours(1), [&done] { done = true; });
  EXPECT_TRUE(Until([&] { return done; }));
  EXPECT_TRUE(Ends(peer));
}

TEST_F(ListenerSetTest, ShutdownWaitsAMomentForAFirstRequest) {
  const network::Address address = Use(Options("main", {NamedChain("one", 1)}));
  set_->PauseAccepting(true);
  Settle();
  test::RawPeer waits = test::RawPeer::ConnectTo(address);  // in the queue
  test::RawPeer silent = test::RawPeer::ConnectTo(address);
  bool done = false;
  set_->Shutdown(std::chrono::hours(1), [&done] { done = true; });
  Settle();
  ASSERT_TRUE(Says(waits, "one\n"));
  EXPECT_EQ("close\n", Ask(waits));
  EXPECT_FALSE(done);
  Pass(std::chrono::milliseconds(202));
  EXPECT_TRUE(Until([&] { return done; }));
  EXPECT_TRUE(Ends(silent));
}

TEST_F(ListenerSetTest, ShutdownClosesTheIdleConnectionsOfWhatDrainsAlready) {
  ListenerOptions options = Options("main", {NamedChain("old", 1)});
  const network::Address address = Use(options);
  test::RawPeer idle = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(Says(idle, "old\n"));
  EXPECT_EQ("open\n", Ask(idle));
  options.chains = {NamedChain("new", 2)};
  Use(std::move(options));
  Settle();
  ASSERT_EQ(1u, Stat("listener_manager.total_listeners_draining"));
  bool done = false;
  set_->Shutdown(std::chrono::hours(1), [&done] { done = true; });
  EXPECT_TRUE(Until([&] { return done; }));
  EXPECT_TRUE(Ends(idle));
}

TEST_F(ListenerSetTest, NoListenerComesOnceTheProcessEnds) {
  const network::Address address = Use(Options("main", {NamedChain("one", 1)}));
  test::RawPeer held = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(Says(held, "one\n"));
  ListenerOptions warming = Options("warming", {NamedChain("two", 2)});
  ASSERT_TRUE(set_->Put(std::make_shared<ListenerOptions>(warming)).ok());
  bool done = false;
  set_->Shutdown(std::chrono::hours(1), [&done] { done = true; });
  ListenerOptions changed = Options("main", {NamedChain("two", 2)});
  changed.addresses[0].address = address;
  EXPECT_EQ("listener \"main\": the process is about to end",
            set_->Put(std::make_shared<ListenerOptions>(changed)).message());
  set_->Activate("main");
  set_->Activate("warming");
  Settle();
  EXPECT_EQ(0u, set_->active() + set_->warming());
  test::RawPeer late = test::RawPeer::ConnectTo(address);
  EXPECT_TRUE(Ends(late));
  EXPECT_EQ("", late.received());
}

TEST_F(ListenerSetTest, NobodyWhoWasAcceptedFromASharedSocketIsLostByUpdates) {
  ListenerOptions options = Options("main", {NamedChain("old", 1)});
  options.addresses[0].options.reuse_port = false;  // one worker accepts for both
  const network::Address address = Use(options);
  std::vector<test::RawPeer> peers;
  for (int round = 0; round < 50; ++round) {
    for (int i = 0; i < 4; ++i) peers.push_back(test::RawPeer::ConnectTo(address));
    options.chains = {NamedChain(absl::StrCat("new", round), 1)};
    options.hash = 100 + static_cast<uint64_t>(round);
    Use(options);
    for (int i = 0; i < 4; ++i) peers.push_back(test::RawPeer::ConnectTo(address));
    if (round % 2 == 0) Settle();
  }
  for (test::RawPeer& peer : peers) ASSERT_TRUE(Says(peer, "\n"));
  set_->Remove("main");
  Settle();
  EXPECT_EQ("close\n", Ask(peers.back()));
}

TEST_F(ListenerSetTest, TheAccessLogOfAListenerKnowsTheBytes) {
  worker::FileWriter writer(log_, stats_, kWorkers + 1, {});
  const std::string path = absl::StrCat(testing::TempDir(), "/listener_log.", ::getpid());
  ListenerOptions options = Options("main", {NamedChain("one", 1)});
  options.access_logs = {std::make_shared<access_log::AccessLog>(
      nullptr,
      format::BodyFormat::Text(*format::Formatter::Parse("%BYTES_RECEIVED% in %BYTES_SENT% out\n")),
      *writer.Open(path))};
  const network::Address address = Use(std::move(options));
  test::RawPeer peer = test::RawPeer::ConnectTo(address);
  ASSERT_TRUE(Says(peer, "one\n"));
  EXPECT_EQ("open\n", Ask(peer));
  peer.Close();
  ASSERT_TRUE(BecomesStat("listener.main.downstream_cx_destroy", 1));
  Settle();
  EXPECT_TRUE(writer.Flush());
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_EQ("1 in 14 out\n", text.str());  // the end of the client is answered, too
  ::unlink(path.c_str());
  set_->Remove("main");
  Settle();
}

}  // namespace
}  // namespace nuncio::listener

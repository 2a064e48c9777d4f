#ifndef NUNCIO_TEST_LISTENER_LISTENER_FIXTURE_H_
#define NUNCIO_TEST_LISTENER_LISTENER_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "source/listener/listener_set.h"
#include "source/worker/worker_pool.h"
#include "test/support/manual_clock.h"
#include "test/support/raw_peer.h"

namespace nuncio::listener {

// Says the name of its chain at the start; answers each message with "open" or, while it drains,
// "close".
class NamedTerminal final : public filter::TerminalFilter {
 public:
  NamedTerminal(filter::NetworkContext& context, const std::string& name)
      : context_(context), name_(name) {}
  void Start() override { Say(absl::StrCat(name_, "\n")); }
  void OnData(bool) override {
    context_.connection.input().Clear();
    const bool close =
        context_.drain.ShouldClose(context_.worker.loop.Now(), context_.worker.random);
    Say(close ? "close\n" : "open\n");
  }
  void OnClosed(network::CloseCause) override { context_.owner.Finish(); }
  void OnDrain(bool close_idle) override {
    if (close_idle) context_.connection.Close(network::CloseMode::kFlush);
  }
  void OnDrainDeadline() override {
    context_.connection.Close(network::CloseMode::kNow);
    context_.owner.Finish();
  }

 private:
  void Say(absl::string_view text) {
    context_.connection.output().Append(text);
    context_.connection.FlushSoon();
  }
  filter::NetworkContext& context_;
  const std::string name_;
};

class NamedTerminalFactory final : public filter::TerminalFilterFactory {
 public:
  explicit NamedTerminalFactory(std::string name) : name_(std::move(name)) {}
  std::unique_ptr<filter::TerminalFilter> Make(filter::NetworkContext& context) const override {
    return std::make_unique<NamedTerminal>(context, name_);
  }

 private:
  const std::string name_;
};

inline FilterChainRef NamedChain(const std::string& name, uint64_t hash, ChainMatch match = {}) {
  auto chain = std::make_shared<FilterChain>();
  chain->name = name;
  chain->hash = hash;
  chain->match = std::move(match);
  chain->filters.terminal = std::make_shared<NamedTerminalFactory>(name);
  return chain;
}

inline ChainMatch FromAddress(absl::string_view range) {
  ChainMatch match;
  match.source_prefix_ranges = {*matching::CidrRange::Parse(range)};
  return match;
}

// A set with two workers that run, and clients of it. Time stands still until the test moves it.
class ListenerSetTest : public ::testing::Test {
 protected:
  static constexpr size_t kWorkers = 2;
  static constexpr base::Duration kDrain = std::chrono::seconds(10);

  void SetUp() override {
    pool_.Start();
    set_ = std::make_unique<ListenerSet>(
        ListenerSet::Dependencies{pool_, main_, stats_, registry_, log_},
        filter::DrainOptions{kDrain, filter::DrainStrategy::kImmediate});
    set_->Start();
  }
  void TearDown() override {
    bool done = false;
    set_->Shutdown(base::Duration::zero(), [&done] { done = true; });
    Pass(std::chrono::milliseconds(2));
    ASSERT_TRUE(Until([&] { return done; }));
    EXPECT_EQ(0u, set_->open_connections());
    pool_.Stop();
    set_.reset();
  }

  static ListenerOptions Options(const std::string& name, std::vector<FilterChainRef> chains) {
    ListenerOptions options;
    options.name = name;
    options.stat_prefix = name;
    options.addresses = {{*network::Address::Parse("127.0.0.1:0"), {}}};
    options.chains = std::move(chains);
    return options;
  }
  // Puts and activates it; the address of it.
  network::Address Use(ListenerOptions options) {
    const std::string name = options.name;
    const absl::Status status = set_->Put(std::make_shared<ListenerOptions>(std::move(options)));
    EXPECT_TRUE(status.ok()) << status;
    set_->Activate(name);
    return AddressOf(name);
  }
  network::Address AddressOf(absl::string_view name) {
    network::Address address;
    set_->ForEach([&](const ListenerView& view) {
      if (view.options.name == name && view.state == ListenerState::kActive) {
        address = view.addresses.at(0);
      }
    });
    return address;
  }

  template <typename Done>
  bool Until(Done done) {
    for (int i = 0; i < 3'000'000; ++i) {
      if (done()) return true;
      main_.RunOnce(false);
      std::this_thread::yield();
    }
    return false;
  }
  // Everything that was told to the workers has happened.
  void Settle() {
    for (int i = 0; i < 3; ++i) {
      bool done = false;
      pool_.RunOnAll([](worker::WorkerContext&) {}, [&done] { done = true; });
      ASSERT_TRUE(Until([&] { return done; }));
    }
  }
  void Pass(base::Duration time) {
    clock_.Advance(time);
    main_.RunOnce(false);
    Settle();
    Settle();
  }
  bool Says(test::RawPeer& peer, absl::string_view text) {
    return Until([&] {
             peer.Read();
             return peer.received().find(std::string(text)) != std::string::npos || peer.saw_end();
           }) &&
           peer.received().find(std::string(text)) != std::string::npos;
  }
  bool Ends(test::RawPeer& peer) {
    return Until([&] {
      peer.Read();
      return peer.saw_end();
    });
  }
  // The answer to one message.
  std::string Ask(test::RawPeer& peer) {
    peer.Read();
    peer.ClearReceived();
    peer.Send("?");
    Until([&] {
      peer.Read();
      return absl::StrContains(peer.received(), "\n") || peer.saw_end();
    });
    return peer.received();
  }
  uint64_t Stat(absl::string_view name) { return stats_.Find(name).value_or(12345); }
  bool BecomesStat(absl::string_view name, uint64_t value) {
    return Until([&] { return Stat(name) == value; });
  }

  test::ManualClock clock_;
  base::Logger log_{clock_, base::LogLevel::kInfo, [](absl::string_view) {}};
  event::Loop main_{clock_};
  stats::Store stats_{kWorkers + 2};  // main, the workers, who else may write
  worker::WorkerPool pool_{{main_, clock_, log_, stats_}, kWorkers};
  network::ListenSocketRegistry registry_{kWorkers};
  std::unique_ptr<ListenerSet> set_;
};

}  // namespace nuncio::listener

#endif  // NUNCIO_TEST_LISTENER_LISTENER_FIXTURE_H_

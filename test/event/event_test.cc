// Checks source/event: the loop, timers on injected time, watches of files, signals and
// directories.
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "source/base/file_descriptor.h"
#include "source/event/directory_watch.h"
#include "source/event/file_watch.h"
#include "source/event/loop.h"
#include "source/event/signal_watch.h"
#include "source/event/timer.h"
#include "test/support/manual_clock.h"
#include "test/support/seeded_random.h"

namespace nuncio::event {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

class EventTest : public testing::Test {
 protected:
  void Advance(base::Duration by) {
    clock_.Advance(by);
    loop_.RunOnce(false);
  }

  test::ManualClock clock_;
  Loop loop_{clock_};
};

TEST_F(EventTest, ATimerFiresAtItsDeadlineAndOnce) {
  int calls = 0;
  Timer timer(loop_, [&] { ++calls; });
  timer.Start(milliseconds(100));
  Advance(milliseconds(99));
  EXPECT_EQ(calls, 0);
  Advance(milliseconds(1));
  EXPECT_EQ(calls, 1);
  EXPECT_FALSE(timer.armed());
  Advance(seconds(10));
  EXPECT_EQ(calls, 1);
}

TEST_F(EventTest, AStoppedOrMovedTimerKeepsToItsLastWord) {
  int calls = 0;
  Timer timer(loop_, [&] { ++calls; });
  timer.Start(milliseconds(10));
  timer.Stop();
  Advance(milliseconds(20));
  EXPECT_EQ(calls, 0);
  timer.Start(milliseconds(10));
  timer.Start(milliseconds(500));  // later: stays where it stands
  Advance(milliseconds(100));
  EXPECT_EQ(calls, 0);
  timer.Start(milliseconds(10));  // earlier: must move
  Advance(milliseconds(10));
  EXPECT_EQ(calls, 1);
}

TEST_F(EventTest, ACallbackMayStartStopAndDestroyTimers) {
  int first = 0;
  int second = 0;
  std::unique_ptr<Timer> other;
  std::unique_ptr<Timer> timer = std::make_unique<Timer>(loop_, [&] {
    ++first;
    other.reset();
    if (first < 2) {
      timer->Start(milliseconds(5));
    } else {
      timer.reset();
    }
  });
  other = std::make_unique<Timer>(loop_, [&] { ++second; });
  timer->Start(milliseconds(5));
  other->Start(milliseconds(5));
  Advance(milliseconds(5));
  EXPECT_EQ(first, 1);
  EXPECT_EQ(second, 0);
  Advance(milliseconds(6));
  EXPECT_EQ(first, 2);
  EXPECT_EQ(timer, nullptr);
}

// Every deadline is met within a tick, whatever wheel it goes through and however time jumps.
TEST_F(EventTest, RandomDeadlinesAreMetInTime) {
  test::SeededRandom random;
  SCOPED_TRACE(random.seed());
  struct Probe {
    Probe(Loop& loop, base::Clock& clock)
        : timer(loop, [this, &clock] {
            fired = true;
            EXPECT_GE(clock.Now(), timer.deadline());
          }) {}
    bool fired = false;
    Timer timer;
  };
  std::vector<std::unique_ptr<Probe>> probes;
  const base::Instant start = clock_.Now();
  for (int i = 0; i < 500; ++i) {
    probes.push_back(std::make_unique<Probe>(loop_, clock_));
    probes.back()->timer.Start(
        microseconds(random.Next() % (uint64_t{1} << (10 + random.Next() % 36))));
  }
  while (clock_.Now() < start + hours(24 * 1000)) {
    Advance(microseconds(1 + random.Next() % (uint64_t{1} << (8 + random.Next() % 35))));
    for (const auto& probe : probes) {
      if (probe->timer.deadline() + milliseconds(1) <= clock_.Now()) {
        ASSERT_TRUE(probe->fired);
      }
    }
  }
}

TEST_F(EventTest, PostedTasksRunInOrderFromAnyThread) {
  std::vector<int> order;
  std::thread([&] {
    loop_.Post([&] { order.push_back(1); });
    loop_.Post([&] {
      order.push_back(2);
      loop_.Stop();
    });
  }).join();
  loop_.Run();
  EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST_F(EventTest, ATimerEndsARealWait) {
  const base::SystemClock clock;
  Loop loop(clock);
  Timer timer(loop, [&] { loop.Stop(); });
  timer.Start(milliseconds(3));
  const base::Instant before = clock.Now();
  loop.Run();
  EXPECT_GE(clock.Now() - before, milliseconds(3));
}

class Task final : public EndOfIteration {
 public:
  explicit Task(std::vector<std::string>& log) : log_(log) {}
  void OnEndOfIteration() override { log_.push_back("end"); }

 private:
  std::vector<std::string>& log_;
};

class Grave final : public Deferred {
 public:
  explicit Grave(std::vector<std::string>& log) : log_(log) {}
  ~Grave() override { log_.push_back("deleted"); }

 private:
  std::vector<std::string>& log_;
};

TEST_F(EventTest, TheEndOfAnIterationComesOnceAndDeletesLast) {
  std::vector<std::string> log;
  Task task(log);
  loop_.Post([&] {
    loop_.DeferDelete(std::make_unique<Grave>(log));
    loop_.AtEndOfIteration(task);
    loop_.AtEndOfIteration(task);
    log.push_back("task");
  });
  loop_.RunOnce(false);
  EXPECT_EQ(log, (std::vector<std::string>{"task", "end", "deleted"}));
}

TEST_F(EventTest, ATaskForTheEndMayDieBeforeIt) {
  std::vector<std::string> log;
  loop_.Post([&] {
    Task task(log);
    loop_.AtEndOfIteration(task);
  });
  loop_.RunOnce(false);
  EXPECT_TRUE(log.empty());
}

class Recorder final : public FileWatchEvents {
 public:
  void OnReady(ReadySet ready) override {
    seen.push_back(ready.bits);
    if (destroy != nullptr) destroy->reset();
  }
  std::vector<uint8_t> seen;
  std::unique_ptr<FileWatch>* destroy = nullptr;
};

TEST_F(EventTest, AnEdgeIsToldOnceAndACloseByName) {
  int fds[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
  base::FileDescriptor mine(fds[0]);
  base::FileDescriptor peer(fds[1]);
  Recorder recorder;
  FileWatch watch(loop_, mine.get(), Trigger::kEdge, recorder);
  loop_.RunOnce(false);
  ASSERT_EQ(recorder.seen.size(), 1u);  // writable
  loop_.RunOnce(false);
  EXPECT_EQ(recorder.seen.size(), 1u);
  ASSERT_EQ(write(peer.get(), "x", 1), 1);
  peer.Reset();
  loop_.RunOnce(false);
  ASSERT_EQ(recorder.seen.size(), 2u);
  EXPECT_TRUE(ReadySet{recorder.seen[1]}.Has(Ready::kRead));
  EXPECT_TRUE(ReadySet{recorder.seen[1]}.Has(Ready::kClosed));
}

TEST_F(EventTest, AWatchMayBeDestroyedInItsCallback) {
  int fds[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
  base::FileDescriptor mine(fds[0]);
  base::FileDescriptor peer(fds[1]);
  Recorder recorder;
  auto watch = std::make_unique<FileWatch>(loop_, mine.get(), Trigger::kEdge, recorder);
  recorder.destroy = &watch;
  loop_.RunOnce(false);
  ASSERT_EQ(write(peer.get(), "x", 1), 1);
  loop_.RunOnce(false);
  EXPECT_EQ(recorder.seen.size(), 1u);
}

TEST_F(EventTest, ALevelIsToldUntilItIsRead) {
  int fds[2];
  ASSERT_EQ(pipe(fds), 0);
  base::FileDescriptor reader(fds[0]);
  base::FileDescriptor writer(fds[1]);
  Recorder recorder;
  FileWatch watch(loop_, reader.get(), Trigger::kLevelRead, recorder);
  ASSERT_EQ(write(writer.get(), "x", 1), 1);
  loop_.RunOnce(false);
  loop_.RunOnce(false);
  EXPECT_EQ(recorder.seen.size(), 2u);
  char byte;
  ASSERT_EQ(read(reader.get(), &byte, 1), 1);
  loop_.RunOnce(false);
  EXPECT_EQ(recorder.seen.size(), 2u);
}

TEST_F(EventTest, ASignalIsHeardOnTheLoop) {
  int heard = 0;
  SignalWatch watch(loop_, SIGUSR1, [&] { ++heard; });
  ASSERT_EQ(raise(SIGUSR1), 0);
  while (heard == 0) loop_.RunOnce(true);
  EXPECT_EQ(heard, 1);
}

class DirectoryWatchTest : public EventTest {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/directory_watch_XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  void WriteFile(const std::string& name) { std::ofstream(directory_ + "/" + name) << "x"; }

  std::string directory_;
};

TEST_F(DirectoryWatchTest, TellsMovesAndWritesByName) {
  std::vector<std::pair<DirectoryChange, std::string>> seen;
  auto watch = DirectoryWatch::Create(loop_, directory_, [&](DirectoryChange change, auto name) {
    seen.emplace_back(change, std::string(name));
  });
  ASSERT_TRUE(watch.ok());
  WriteFile("a.new");
  std::filesystem::rename(directory_ + "/a.new", directory_ + "/a");
  std::filesystem::remove(directory_ + "/a");
  loop_.RunOnce(true);
  const std::vector<std::pair<DirectoryChange, std::string>> wanted = {
      {DirectoryChange::kCreated, "a.new"},
      {DirectoryChange::kWritten, "a.new"},
      {DirectoryChange::kRemoved, "a.new"},
      {DirectoryChange::kMovedIn, "a"},
      {DirectoryChange::kRemoved, "a"}};
  EXPECT_EQ(seen, wanted);
}

TEST_F(DirectoryWatchTest, TheCallbackMayDestroyTheWatch) {
  int calls = 0;
  std::unique_ptr<DirectoryWatch> watch;
  auto made = DirectoryWatch::Create(loop_, directory_, [&](DirectoryChange, absl::string_view) {
    ++calls;
    watch.reset();
  });
  ASSERT_TRUE(made.ok());
  watch = *std::move(made);
  WriteFile("a");
  WriteFile("b");
  loop_.RunOnce(true);
  EXPECT_EQ(calls, 1);
}

// The directories "one" and "two", and the link "current" that leads to the first.
class ReplacedDirectoryTest : public DirectoryWatchTest {
 protected:
  void SetUp() override {
    DirectoryWatchTest::SetUp();
    std::filesystem::create_directory(directory_ + "/one");
    std::filesystem::create_directory(directory_ + "/two");
    std::filesystem::create_directory_symlink("one", directory_ + "/current");
  }
  void Watch(const std::string& name) {
    auto watch =
        DirectoryWatch::Create(loop_, directory_ + name, [&](DirectoryChange change, auto entry) {
          seen_.emplace_back(change, std::string(entry));
        });
    ASSERT_TRUE(watch.ok());
    watch_ = *std::move(watch);
  }
  void Rename(const std::string& from, const std::string& to) {
    std::filesystem::rename(directory_ + "/" + from, directory_ + "/" + to);
  }
  using Seen = std::vector<std::pair<DirectoryChange, std::string>>;
  Seen TakeSeen() {
    loop_.RunOnce(false);
    return std::exchange(seen_, {});
  }

  Seen seen_;
  std::unique_ptr<DirectoryWatch> watch_;
};

TEST_F(ReplacedDirectoryTest, ALinkThatLeadsElsewhereIsFollowed) {
  Watch("/current/");
  std::filesystem::create_directory_symlink("two", directory_ + "/new");
  Rename("new", "current");
  EXPECT_EQ(TakeSeen(), (Seen{{DirectoryChange::kReplaced, ""}}));
  WriteFile("one/old");
  EXPECT_EQ(TakeSeen(), Seen{});
  WriteFile("two/a");
  EXPECT_EQ(TakeSeen(), (Seen{{DirectoryChange::kCreated, "a"}, {DirectoryChange::kWritten, "a"}}));
}

TEST_F(ReplacedDirectoryTest, AnotherDirectoryOfTheNameIsFollowed) {
  Watch("/one");
  Rename("one", "old");
  Rename("two", "one");
  EXPECT_EQ(TakeSeen(), (Seen{{DirectoryChange::kReplaced, ""}}));
  WriteFile("one/a");
  WriteFile("old/b");
  EXPECT_EQ(TakeSeen(), (Seen{{DirectoryChange::kCreated, "a"}, {DirectoryChange::kWritten, "a"}}));
}

TEST_F(ReplacedDirectoryTest, ADirectoryThatIsGoneIsFoundWhenItIsBack) {
  Watch("/one");
  Rename("one", "old");
  EXPECT_EQ(TakeSeen(), (Seen{{DirectoryChange::kRemoved, ""}}));
  Rename("old", "one");
  EXPECT_EQ(TakeSeen(), (Seen{{DirectoryChange::kReplaced, ""}}));
  WriteFile("one/a");
  EXPECT_EQ(TakeSeen().size(), 2u);
}

TEST_F(ReplacedDirectoryTest, AReplacedParentIsNoticed) {
  std::filesystem::create_directory(directory_ + "/one/in");
  std::filesystem::create_directory(directory_ + "/two/in");
  Watch("/one/in");
  Rename("one", "old");
  Rename("two", "one");
  EXPECT_EQ(TakeSeen(), (Seen{{DirectoryChange::kReplaced, ""}}));
  WriteFile("one/in/a");
  EXPECT_EQ(TakeSeen().size(), 2u);
}

TEST_F(DirectoryWatchTest, AMissingDirectoryIsAnError) {
  const auto watch = DirectoryWatch::Create(loop_, directory_ + "/none",
                                            [](DirectoryChange, absl::string_view) {});
  ASSERT_FALSE(watch.ok());
  EXPECT_NE(watch.status().message().find("/none: No such file"), absl::string_view::npos);
}

}  // namespace
}  // namespace nuncio::event

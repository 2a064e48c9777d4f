// Checks source/worker: threads, publication of generations, and the writer of files.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/event/loop.h"
#include "source/stats/store.h"
#include "source/worker/file_writer.h"
#include "source/worker/published.h"
#include "source/worker/worker_pool.h"

namespace nuncio::worker {
namespace {

class WorkerPoolTest : public testing::Test {
 protected:
  static constexpr size_t kWorkers = 3;

  void TearDown() override { pool_.Stop(); }
  // Runs on all workers and comes back when every one has.
  void OnAll(std::function<void(WorkerContext&)> task) {
    pool_.RunOnAll(std::move(task), [this] { main_.Stop(); });
    main_.Run();
  }

  base::SystemClock clock_;
  base::Logger log_{clock_, base::LogLevel::kOff};
  stats::Store stats_{kWorkers + 1};
  event::Loop main_{clock_};
  WorkerPool pool_{{main_, clock_, log_, stats_}, kWorkers};
};

TEST_F(WorkerPoolTest, EveryWorkerRunsOnAThreadOfItsOwnWithItsContext) {
  pool_.Start();
  std::mutex mutex;
  std::set<std::thread::id> threads;
  std::set<size_t> indexes;
  OnAll([&](WorkerContext& worker) {
    const std::lock_guard<std::mutex> lock(mutex);
    threads.insert(std::this_thread::get_id());
    indexes.insert(worker.index);
    EXPECT_TRUE(worker.loop.IsCurrentThread());
    EXPECT_EQ(worker.workers, kWorkers);
  });
  EXPECT_EQ(threads.size(), kWorkers);
  EXPECT_FALSE(threads.contains(std::this_thread::get_id()));
  EXPECT_EQ(indexes, (std::set<size_t>{0, 1, 2}));
}

TEST_F(WorkerPoolTest, WhatIsPostedBeforeStartRunsAfterIt) {
  std::atomic<int> runs{0};
  pool_.Post(1, [&](WorkerContext&) { ++runs; });
  pool_.Start();
  OnAll([](WorkerContext&) {});
  EXPECT_EQ(runs, 1);
}

TEST_F(WorkerPoolTest, APublishedValueReachesAllAndOldOnesLiveAsLongAsTheyArePinned) {
  pool_.Start();
  const auto first = std::make_shared<const std::string>("first");
  const std::weak_ptr<const std::string> watch = first;
  auto published = std::make_shared<Published<std::string>>(pool_, first);
  std::vector<GenerationRef<std::string>> pins(kWorkers);
  OnAll([&](WorkerContext& worker) {
    pins[worker.index] = published->Get(worker);
    EXPECT_EQ(**pins[worker.index], "first");
  });
  published->Set(std::make_shared<const std::string>("second"));
  OnAll([&](WorkerContext& worker) {
    EXPECT_EQ(**published->Get(worker), "second");
    EXPECT_EQ(**pins[worker.index], "first");
  });
  OnAll([&](WorkerContext& worker) {
    pins[worker.index].reset();
    published->Drop(worker);
  });
  main_.RunOnce(false);
  EXPECT_EQ(watch.use_count(), 1);  // the test's own
}

// Tells when it is destroyed, and by which thread.
struct Mortal {
  explicit Mortal(std::thread::id& died_on) : died_on(died_on) {}
  ~Mortal() { died_on = std::this_thread::get_id(); }
  std::thread::id& died_on;
};

TEST_F(WorkerPoolTest, TheFirstPublishedValueGoesWithItsLastStreamAndOnMain) {
  pool_.Start();
  std::thread::id died_on;
  auto published =
      std::make_shared<Published<Mortal>>(pool_, std::make_shared<const Mortal>(died_on));
  std::vector<GenerationRef<Mortal>> pins(kWorkers);
  OnAll([&](WorkerContext& worker) {
    if (worker.index == 1) pins[1] = published->Get(worker);  // the others never asked for it
  });
  std::thread::id second_died_on;
  published->Set(std::make_shared<const Mortal>(second_died_on));
  OnAll([](WorkerContext&) {});
  EXPECT_EQ(died_on, std::thread::id());
  OnAll([&](WorkerContext& worker) { pins[worker.index].reset(); });
  main_.RunOnce(false);
  EXPECT_EQ(died_on, std::this_thread::get_id());
  OnAll([&](WorkerContext& worker) { published->Drop(worker); });
}

TEST_F(WorkerPoolTest, WhatTheEndOfARoundHoldsIsLetGoOfOnMain) {
  pool_.Start();
  for (int i = 0; i < 200; ++i) {
    std::thread::id died_on;
    auto held = std::make_shared<const Mortal>(died_on);
    bool done = false;
    pool_.RunOnAll([](WorkerContext&) {}, [&done, held = std::move(held)] { done = true; });
    while (!done) main_.RunOnce(true);
    ASSERT_EQ(died_on, std::this_thread::get_id());
  }
}

TEST_F(WorkerPoolTest, ErrandsAreCalledOffOnce) {
  pool_.Start();
  int called_off = 0;
  Errand done_before([&] { ++called_off; });
  Errand under_way([&] { ++called_off; });
  OnAll([&](WorkerContext& worker) {
    if (worker.index != 0) return;
    worker.errands.PushBack(done_before);
    worker.errands.PushBack(under_way);
    done_before.Unlink();
    worker.CallOffErrands();
    worker.CallOffErrands();
  });
  EXPECT_EQ(called_off, 1);
}

class FileWriterTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/file_writer_XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::string Path(const std::string& name) { return directory_ + "/" + name; }
  std::string Read(const std::string& name) {
    std::ifstream file(Path(name));
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }

  base::SystemClock clock_;
  base::Logger log_{clock_, base::LogLevel::kOff};
  stats::Store stats_{1};
  std::string directory_;
};

TEST_F(FileWriterTest, LinesFromManyThreadsAllArrive) {
  FileWriter writer(log_, stats_, 0, {});
  auto file = writer.Open(Path("log"));
  ASSERT_TRUE(file.ok());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5000; ++i) (*file)->Append("a line of text that is long enough\n");
    });
  }
  for (std::thread& thread : threads) thread.join();
  writer.Flush();
  EXPECT_EQ(Read("log").size(), 4u * 5000 * 35);
}

TEST_F(FileWriterTest, APathThatIsOpenedTwiceIsOneFile) {
  FileWriter writer(log_, stats_, 0, {});
  EXPECT_EQ(writer.Open(Path("log")).value(), writer.Open(Path("log")).value());
}

TEST_F(FileWriterTest, TheIntervalWritesWithoutBeingAsked) {
  FileWriter writer(log_, stats_, 0, {.flush_interval = std::chrono::milliseconds(1)});
  auto file = writer.Open(Path("log"));
  ASSERT_TRUE(file.ok());
  (*file)->Append("line\n");
  while (Read("log").empty()) std::this_thread::yield();
  EXPECT_EQ(Read("log"), "line\n");
}

TEST_F(FileWriterTest, TheLastOwnerLeavesNothingUnwritten) {
  FileWriter writer(log_, stats_, 0, {});
  auto file = writer.Open(Path("log"));
  ASSERT_TRUE(file.ok());
  (*file)->Append("last words\n");
  file->reset();
  writer.Flush();
  EXPECT_EQ(Read("log"), "last words\n");
}

TEST_F(FileWriterTest, DestructionWritesWhatIsLeft) {
  std::shared_ptr<OutputFile> file;
  {
    FileWriter writer(log_, stats_, 0, {});
    file = writer.Open(Path("log")).value();
    file->Append("line\n");
  }
  EXPECT_EQ(Read("log"), "line\n");
}

TEST_F(FileWriterTest, ARotatedFileIsOpenedAgain) {
  FileWriter writer(log_, stats_, 0, {});
  auto file = writer.Open(Path("log"));
  ASSERT_TRUE(file.ok());
  (*file)->Append("old\n");
  writer.Flush();
  std::filesystem::rename(Path("log"), Path("log.1"));
  writer.Reopen();
  writer.Flush();
  (*file)->Append("new\n");
  writer.Flush();
  EXPECT_EQ(Read("log.1"), "old\n");
  EXPECT_EQ(Read("log"), "new\n");
}

TEST_F(FileWriterTest, LinesBeyondTheLimitAreDroppedAndCounted) {
  FileWriter writer(log_, stats_, 0, {.max_pending_bytes = 10});
  auto file = writer.Open(Path("log"));
  ASSERT_TRUE(file.ok());
  (*file)->Append("12345678\n");
  (*file)->Append("12\n");
  writer.Flush();
  EXPECT_EQ(Read("log"), "12345678\n");
  EXPECT_EQ(stats_.Find("filesystem.lines_dropped"), 1u);
}

TEST_F(FileWriterTest, AFileThatOutlivesTheWriterDoesNoHarm) {
  std::shared_ptr<OutputFile> file;
  {
    FileWriter writer(log_, stats_, 0, {});
    file = writer.Open(Path("log")).value();
  }
  file->Append("nobody writes this\n");
  file.reset();
  EXPECT_EQ(Read("log"), "");
}

// A pipe by name, with a reader that reads when the test does.
class StuckPipe {
 public:
  explicit StuckPipe(const std::string& path) {
    EXPECT_EQ(::mkfifo(path.c_str(), 0600), 0);
    fd_ = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
    EXPECT_GE(fd_, 0);
  }
  ~StuckPipe() { ::close(fd_); }
  std::string Read() {
    std::string all(1 << 20, '\0');
    const ssize_t got = ::read(fd_, all.data(), all.size());
    all.resize(got > 0 ? static_cast<size_t>(got) : 0);
    return all;
  }

 private:
  int fd_;
};

TEST_F(FileWriterTest, APipeThatNobodyReadsHoldsUpNobodyAndLosesNothing) {
  FileWriter writer(log_, stats_, 0, {.flush_bytes = 1});
  StuckPipe reader(Path("pipe"));
  auto pipe = writer.Open(Path("pipe"));
  ASSERT_TRUE(pipe.ok()) << pipe.status();
  auto log = writer.Open(Path("log"));
  ASSERT_TRUE(log.ok());
  const std::string line(1000, 'x');
  for (int i = 0; i < 300; ++i) (*pipe)->Append(line + "\n");  // more than a pipe holds
  (*log)->Append("other\n");
  EXPECT_FALSE(writer.Flush(std::chrono::milliseconds(1)));
  while (Read("log").empty()) std::this_thread::yield();
  std::string got;
  while (got.size() < 300 * 1001) got += reader.Read();
  EXPECT_TRUE(writer.Flush());
  EXPECT_EQ(got.size(), 300u * 1001);
  EXPECT_EQ(stats_.Find("filesystem.lines_dropped"), 0u);
}

TEST_F(FileWriterTest, LinesForAStuckPipeAreBoundedAndItsWriterEnds) {
  StuckPipe reader(Path("pipe"));
  {
    FileWriter writer(log_, stats_, 0, {.flush_bytes = 1, .max_pending_bytes = 200'000});
    auto pipe = writer.Open(Path("pipe"));
    ASSERT_TRUE(pipe.ok()) << pipe.status();
    const std::string line(1000, 'x');
    for (int i = 0; i < 1000; ++i) (*pipe)->Append(line);
    EXPECT_FALSE(writer.Flush(std::chrono::milliseconds(1)));
    pipe->reset();  // the last owner waits for nobody either
    // The thread counts when it comes to it.
    do {
      EXPECT_FALSE(writer.Flush(std::chrono::milliseconds(1)));
    } while (stats_.Find("filesystem.lines_dropped") <= 500u);
  }
}

TEST_F(FileWriterTest, AFileThatCannotBeOpenedIsAnErrorWithItsName) {
  FileWriter writer(log_, stats_, 0, {});
  const auto file = writer.Open(Path("none/log"));
  ASSERT_FALSE(file.ok());
  EXPECT_NE(file.status().message().find("/none/log for writing: No such file"),
            absl::string_view::npos);
}

}  // namespace
}  // namespace nuncio::worker

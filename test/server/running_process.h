#ifndef NUNCIO_TEST_SERVER_RUNNING_PROCESS_H_
#define NUNCIO_TEST_SERVER_RUNNING_PROCESS_H_

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/string_view.h"
#include "source/base/clock.h"
#include "source/base/log.h"
#include "source/network/address.h"
#include "source/server/configuration.h"
#include "source/server/options.h"
#include "test/support/manual_clock.h"
#include "test/support/raw_peer.h"

namespace nuncio::server {

// The whole proxy on a thread of its own, in time that the test moves: it sleeps through an
// Advance, and looks at the clock when a request comes, be it for its admin. Every wait here ends
// after ten seconds, with a failure of the test.
class RunningProcess {
 public:
  // `folder` is the test's own. The bootstrap is JSON, without the admin.
  RunningProcess(const std::string& folder, const std::string& bootstrap);
  // Ends it at once if it still runs.
  ~RunningProcess();
  RunningProcess(const RunningProcess&) = delete;
  RunningProcess& operator=(const RunningProcess&) = delete;

  // An answer of the admin, without its head.
  std::string Admin(absl::string_view path, absl::string_view method = "GET");
  // Of /stats; 12345 if there is none of that name.
  uint64_t Stat(absl::string_view name);
  // Where an active listener takes connections.
  network::Address AddressOf(absl::string_view listener);
  bool Logged(absl::string_view text);

  void Advance(base::Duration time) { clock_.Advance(time); }
  // Runs to its end: the exit status; nothing when it does not end.
  std::optional<int> WaitForEnd();
  bool running() const { return running_; }

 private:
  void Run();
  void FindAdmin();

  const std::string admin_path_;
  test::ManualClock clock_;
  std::mutex mutex_;
  std::vector<std::string> lines_;  // guarded by mutex_: of the log
  base::Logger log_;
  Options options_;
  Configuration configuration_;
  network::Address admin_;
  std::atomic<bool> running_{true};
  std::atomic<int> status_{-1};
  std::thread thread_;  // last: it uses the others
};

// Runs `so` until it holds; false after ten seconds.
template <typename Condition>
bool Becomes(Condition so) {
  const base::SystemClock real;
  const base::Instant give_up = real.Now() + std::chrono::seconds(10);
  while (!so()) {
    if (real.Now() > give_up) return false;
    std::this_thread::yield();
  }
  return true;
}

// Until the peer has received text that holds `wanted`, or the end.
bool Receives(test::RawPeer& peer, absl::string_view wanted);
bool SeesEnd(test::RawPeer& peer);

}  // namespace nuncio::server

#endif  // NUNCIO_TEST_SERVER_RUNNING_PROCESS_H_

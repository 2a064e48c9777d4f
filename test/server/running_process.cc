#include "test/server/running_process.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "source/main/extensions.h"
#include "source/server/process.h"

namespace nuncio::server {
namespace {

Options OptionsOf(const std::string& bootstrap, const std::string& admin_path) {
  Options options;
  options.config_yaml = bootstrap;
  options.concurrency = 2;
  options.admin_address_path = admin_path;
  options.drain_time = std::chrono::seconds(600);
  return options;
}

std::string WithAdmin(const std::string& bootstrap) {
  return absl::StrCat(
      R"({"admin": {"address": {"socket_address": {"address": "127.0.0.1", "port_value": 0}}}, )",
      bootstrap.substr(bootstrap.find('{') + 1));
}

std::string WithoutChunks(absl::string_view chunked) {
  std::string body;
  while (!chunked.empty()) {
    uint64_t size = 0;
    const size_t line = chunked.find("\r\n");
    if (!absl::SimpleHexAtoi(chunked.substr(0, line), &size) || size == 0) break;
    chunked.remove_prefix(line + 2);
    absl::StrAppend(&body, chunked.substr(0, size));
    chunked.remove_prefix(std::min<size_t>(size + 2, chunked.size()));
  }
  return body;
}

}  // namespace

bool Receives(test::RawPeer& peer, absl::string_view wanted) {
  return Becomes([&] {
           peer.Read();
           return absl::StrContains(peer.received(), wanted) || peer.saw_end();
         }) &&
         absl::StrContains(peer.received(), wanted);
}

bool SeesEnd(test::RawPeer& peer) {
  return Becomes([&] {
    peer.Read();
    return peer.saw_end();
  });
}

RunningProcess::RunningProcess(const std::string& folder, const std::string& bootstrap)
    : admin_path_(folder + "/admin"),
      log_(clock_, base::LogLevel::kInfo,
           [this](absl::string_view line) {
             const std::lock_guard<std::mutex> lock(mutex_);
             lines_.emplace_back(line);
           }),
      options_(OptionsOf(WithAdmin(bootstrap), admin_path_)),
      configuration_(options_, main::AllExtensions(), log_) {
  ::unlink(admin_path_.c_str());
  schema::ConfigErrors errors;
  EXPECT_TRUE(configuration_.Load(errors)) << errors.ToString();
  thread_ = std::thread([this] { Run(); });
}

RunningProcess::~RunningProcess() {
  if (running_) {
    // The drain time passes as soon as it ends.
    Admin("/quitquitquit", "POST");
    clock_.Advance(std::chrono::hours(1));
    while (running_) Admin("/ready");
  }
  thread_.join();
}

void RunningProcess::Run() {
  {
    Process process(options_, configuration_, clock_, log_);
    status_ = process.Start().ok() ? process.Run() : EXIT_FAILURE;
  }
  running_ = false;
}

void RunningProcess::FindAdmin() {
  if (admin_.is_ip()) return;
  EXPECT_TRUE(Becomes([this] {
    std::string text;
    std::ifstream(admin_path_) >> text;
    const auto address = network::Address::Parse(text);
    if (address.ok()) admin_ = *address;
    return address.ok() || !running_;
  }));
}

std::string RunningProcess::Admin(absl::string_view path, absl::string_view method) {
  FindAdmin();
  if (!running_) return "";
  test::RawPeer peer = test::RawPeer::ConnectTo(admin_);
  Becomes([&] {
    return peer.Send(absl::StrCat(method, " ", path,
                                  " HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n")) > 0 ||
           !running_;
  });
  Becomes([&] {
    peer.Read();
    return peer.saw_end() || !running_;
  });
  const size_t head = peer.received().find("\r\n\r\n");
  return head == std::string::npos ? "" : WithoutChunks(peer.received().substr(head + 4));
}

uint64_t RunningProcess::Stat(absl::string_view name) {
  uint64_t value = 12345;
  const std::string stats = Admin("/stats");
  for (const absl::string_view line : absl::StrSplit(stats, '\n')) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(line, absl::MaxSplits(": ", 1));
    if (pair.first == name && !absl::SimpleAtoi(pair.second, &value)) return 12345;
  }
  return value;
}

network::Address RunningProcess::AddressOf(absl::string_view listener) {
  const std::string listeners = Admin("/listeners");
  for (const absl::string_view line : absl::StrSplit(listeners, '\n')) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(line, absl::MaxSplits("::", 1));
    if (pair.first == listener) return *network::Address::Parse(pair.second);
  }
  ADD_FAILURE() << "no listener " << listener << " in " << listeners;
  return {};
}

bool RunningProcess::Logged(absl::string_view text) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const std::string& line : lines_) {
    if (absl::StrContains(line, text)) return true;
  }
  return false;
}

std::optional<int> RunningProcess::WaitForEnd() {
  if (!Becomes([this] { return !running_; })) return std::nullopt;
  return status_;
}

}  // namespace nuncio::server

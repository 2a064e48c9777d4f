#include "test/support/fake_control_plane.h"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"

namespace nuncio::test {

FakeControlPlane::FakeControlPlane(int port)
    : loop_(clock_), port_(port), thread_([this] { loop_.Run(); }) {
  Start();
}

FakeControlPlane::~FakeControlPlane() {
  Stop();
  loop_.Stop();
  thread_.join();
}

std::string FakeControlPlane::address() const { return absl::StrCat("127.0.0.1:", port_); }

void FakeControlPlane::Run(std::function<void()> task) {
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  loop_.Post([&] {
    task();
    const std::lock_guard<std::mutex> lock(mutex);
    done = true;
    changed.notify_all();
  });
  std::unique_lock<std::mutex> lock(mutex);
  changed.wait(lock, [&] { return done; });
}

void FakeControlPlane::Start() {
  Run([this] { Listen(); });
}

void FakeControlPlane::Listen() {
  auto server = xds::server::GrpcServer::Create(
      {.address = address()}, [this](base::Function<void()> task) { loop_.Post(std::move(task)); },
      *this);
  if (!server.ok()) {
    std::cerr << server.status().ToString() << "\n";
    std::abort();
  }
  server_ = *std::move(server);
  port_ = server_->port();
}

void FakeControlPlane::Stop() {
  Run([this] {
    server_.reset();
    streams_.clear();
  });
}

void FakeControlPlane::EndStreams() {
  Run([this] {
    for (const auto& [stream, asked] : streams_) {
      server_->End(stream, absl::UnavailableError("the test ends the stream"));
    }
  });
}

void FakeControlPlane::Serve(const std::string& type_url, const std::string& version,
                             Resources resources) {
  Run([&] {
    contents_[type_url] = {version, std::move(resources)};
    for (const auto& [stream, asked] : streams_) {
      if (asked.contains(type_url)) Answer(stream, type_url);
    }
  });
}

void FakeControlPlane::Send(const Response& response) {
  Run([&] {
    if (!streams_.empty()) server_->Send(streams_.rbegin()->first, response);
  });
}

void FakeControlPlane::OnStream(uint64_t stream, absl::string_view, absl::string_view) {
  streams_[stream];
}

void FakeControlPlane::OnStreamEnd(uint64_t stream) { streams_.erase(stream); }

void FakeControlPlane::OnRequest(uint64_t stream, const Request& request) {
  std::set<std::string> names(request.resource_names().begin(), request.resource_names().end());
  const bool first = !streams_[stream].contains(request.type_url());
  Asked& asked = streams_[stream][request.type_url()];
  const bool other_names = asked.names != names;
  asked.names = std::move(names);
  if (first || other_names) Answer(stream, request.type_url());
  const std::lock_guard<std::mutex> lock(mutex_);
  requests_.push_back(request);
  heard_.notify_all();
}

void FakeControlPlane::Answer(uint64_t stream, const std::string& type_url) {
  const auto content = contents_.find(type_url);
  if (content == contents_.end()) return;
  const Asked& asked = streams_[stream][type_url];
  Response response;
  response.set_type_url(type_url);
  response.set_version_info(content->second.version);
  response.set_nonce(absl::StrCat("nonce-", ++nonces_));
  for (const auto& [name, any] : content->second.resources) {
    if (asked.names.empty() || asked.names.contains(name)) *response.add_resources() = any;
  }
  server_->Send(stream, response);
}

std::vector<FakeControlPlane::Request> FakeControlPlane::Requests(
    const std::string& type_url) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<Request> requests;
  for (const Request& request : requests_) {
    if (type_url.empty() || request.type_url() == type_url) requests.push_back(request);
  }
  return requests;
}

bool FakeControlPlane::WaitFor(
    const std::function<bool(const std::vector<Request>&)>& condition) const {
  std::unique_lock<std::mutex> lock(mutex_);
  return heard_.wait_for(lock, std::chrono::seconds(10), [&] { return condition(requests_); });
}

bool FakeControlPlane::WaitForRequest(const std::string& type_url, size_t count) const {
  return WaitFor([&](const std::vector<Request>& requests) {
    size_t seen = 0;
    for (const Request& request : requests) seen += request.type_url() == type_url ? 1 : 0;
    return seen >= count;
  });
}

bool FakeControlPlane::WaitForAck(const std::string& type_url, const std::string& version) const {
  return WaitFor([&](const std::vector<Request>& requests) {
    for (const Request& request : requests) {
      if (request.type_url() == type_url && request.version_info() == version &&
          !request.response_nonce().empty() && !request.has_error_detail()) {
        return true;
      }
    }
    return false;
  });
}

std::string FakeControlPlane::WaitForNack(const std::string& type_url) const {
  std::string reason;
  WaitFor([&](const std::vector<Request>& requests) {
    for (const Request& request : requests) {
      if (request.type_url() != type_url || !request.has_error_detail()) continue;
      reason = request.error_detail().message();
      return true;
    }
    return false;
  });
  return reason;
}

}  // namespace nuncio::test

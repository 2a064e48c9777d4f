#ifndef NUNCIO_TEST_NETWORK_CONNECTION_FIXTURE_H_
#define NUNCIO_TEST_NETWORK_CONNECTION_FIXTURE_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "source/buffer/slice.h"
#include "source/event/loop.h"
#include "source/network/connection.h"
#include "test/support/manual_clock.h"
#include "test/support/raw_peer.h"

namespace nuncio::network {

// Counts the calls that would be system calls.
class CountingTransport final : public Transport {
 public:
  struct Calls {
    int reads = 0;
    int writes = 0;
  };
  explicit CountingTransport(Calls& calls) : calls_(calls) {}
  IoResult Handshake(int fd) override { return raw_->Handshake(fd); }
  IoResult Read(int fd, buffer::Buffer& into, size_t limit) override {
    ++calls_.reads;
    return raw_->Read(fd, into, limit);
  }
  IoResult Write(int fd, buffer::Buffer& from) override {
    ++calls_.writes;
    return raw_->Write(fd, from);
  }
  void ShutdownWrite(int fd) override { raw_->ShutdownWrite(fd); }
  const TransportFacts& facts() const override { return raw_->facts(); }

 private:
  Calls& calls_;
  const std::unique_ptr<Transport> raw_ = MakeRawTransport();
};

// Writes down what it hears, as words: "connected data:abc data+fin: above below flushed closed:0".
class Recorder final : public ConnectionEvents {
 public:
  std::string heard;
  std::string data;
  size_t largest = 0;  // bytes in one OnData
  bool keep_input = false;
  Connection* connection = nullptr;
  // Called in each call, with its word, after it is written down.
  std::function<void(absl::string_view)> then;

  void OnConnected() override { Hear("connected"); }
  void OnData(bool fin) override {
    const size_t size = connection->input().size();
    largest = std::max(largest, size);
    std::string text(size, '\0');
    connection->input().CopyOut(0, size, text.data());
    if (!keep_input) {
      data += text;
      connection->input().Drain(size);
    }
    Hear(fin ? "fin" : "data");
  }
  void OnOutputAbove() override { Hear("above"); }
  void OnOutputBelow() override { Hear("below"); }
  void OnFlushed() override { Hear("flushed"); }
  void OnClosed(CloseCause cause) override {
    static constexpr const char* kNames[] = {"closed", "reset", "done", "failed", "lingered"};
    Hear(kNames[static_cast<size_t>(cause)]);
  }

  size_t Count(absl::string_view word) const {
    size_t count = 0;
    for (size_t at = heard.find(std::string(word)); at != std::string::npos;
         at = heard.find(std::string(word), at + 1)) {
      ++count;
    }
    return count;
  }

 private:
  void Hear(absl::string_view word) {
    if (!heard.empty()) heard += ' ';
    heard.append(word.data(), word.size());
    if (then) then(word);
  }
};

// A connection of ours and the test's end of it.
class ConnectionTest : public ::testing::Test {
 protected:
  Connection::Dependencies dependencies() { return {loop_, slices_}; }

  // An accepted connection, started.
  void Accept(const ConnectionOptions& options = {}) {
    test::RawListener listener;
    peer_ = test::RawPeer::ConnectTo(listener.address());
    base::FileDescriptor fd = listener.Accept();
    const Address local = LocalAddress(fd.get());
    const Address remote = PeerAddress(fd.get());
    Use(Connection::Accepted(dependencies(), std::move(fd), local, remote,
                             std::make_unique<CountingTransport>(calls_), options));
  }
  void Use(std::unique_ptr<Connection> connection) {
    connection_ = std::move(connection);
    events_.connection = connection_.get();
    connection_->set_events(events_);
    connection_->Start();
    loop_.RunOnce(false);
  }
  void Write(absl::string_view bytes) {
    connection_->output().Append(bytes);
    connection_->FlushSoon();
  }
  template <typename Done>
  bool Until(Done done) {
    return test::RunUntil(loop_, done);
  }
  bool UntilHeard(absl::string_view word) {
    return Until([&] { return events_.Count(word) > 0; });
  }
  bool UntilReceived(size_t bytes) {
    return Until([&] {
      peer_.Read();
      return peer_.received().size() >= bytes;
    });
  }
  bool UntilEnd() {
    return Until([&] {
      peer_.Read();
      return peer_.saw_end();
    });
  }
  void AWhile() { test::RunAWhile(loop_); }

  test::ManualClock clock_;
  event::Loop loop_{clock_};
  buffer::SlicePool slices_;
  CountingTransport::Calls calls_;
  test::RawPeer peer_;
  Recorder events_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace nuncio::network

#endif  // NUNCIO_TEST_NETWORK_CONNECTION_FIXTURE_H_

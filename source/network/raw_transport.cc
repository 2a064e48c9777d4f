#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>

#include "source/network/transport.h"

namespace nuncio::network {
namespace {

// As many pieces as one system call takes; more would need a larger stack and gain nothing.
constexpr size_t kMaxPieces = 64;

IoResult Failure(int error) {
  if (error == EAGAIN || error == EWOULDBLOCK) return {.status = IoResult::Status::kWouldBlock};
  return {.status = IoResult::Status::kError, .error = error};
}

// Bytes as they are.
class RawTransport final : public Transport {
 public:
  IoResult Handshake(int) override { return {}; }
  IoResult Read(int fd, buffer::Buffer& into, size_t limit) override;
  IoResult Write(int fd, buffer::Buffer& from) override;
  void ShutdownWrite(int) override {}
  const TransportFacts& facts() const override { return facts_; }

 private:
  const TransportFacts facts_;
};

IoResult RawTransport::Read(int fd, buffer::Buffer& into, size_t limit) {
  // A small rest of the last slice is not worth a system call.
  constexpr size_t kWorthwhile = 2048;
  const absl::Span<char> space = into.Reserve(std::min(limit, kWorthwhile));
  const size_t asked = std::min(space.size(), limit);
  ssize_t got;
  do {
    got = ::recv(fd, space.data(), asked, 0);
  } while (got < 0 && errno == EINTR);
  const int error = errno;
  into.Commit(got > 0 ? static_cast<size_t>(got) : 0);
  if (got < 0) return Failure(error);
  if (got == 0) return {.status = IoResult::Status::kEnd};
  const size_t bytes = static_cast<size_t>(got);
  return {.exhausted = bytes < asked, .bytes = bytes};
}

IoResult RawTransport::Write(int fd, buffer::Buffer& from) {
  iovec pieces[kMaxPieces];
  msghdr message = {};
  message.msg_iov = pieces;
  message.msg_iovlen = from.GetIoVecs(absl::MakeSpan(pieces));
  size_t asked = 0;
  for (size_t i = 0; i < message.msg_iovlen; ++i) asked += pieces[i].iov_len;
  if (asked == 0) return {};
  ssize_t took;
  do {
    took = ::sendmsg(fd, &message, MSG_NOSIGNAL);
  } while (took < 0 && errno == EINTR);
  if (took < 0) return Failure(errno);
  const size_t bytes = static_cast<size_t>(took);
  from.Drain(bytes);
  return {.exhausted = bytes < asked, .bytes = bytes};
}

}  // namespace

std::unique_ptr<Transport> MakeRawTransport() { return std::make_unique<RawTransport>(); }

}  // namespace nuncio::network

// The life of a connection: made, started, closed. What moves bytes is in connection_io.cc.
#include "source/network/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "source/network/error_text.h"

namespace nuncio::network {
namespace {

// Large enough to be never reached, small enough to be above no size.
constexpr size_t kNoLimit = SIZE_MAX - 1;

size_t GaugeLimit(uint32_t bytes) { return bytes == 0 ? kNoLimit : bytes; }

}  // namespace

Connection::Connection(Dependencies dependencies, base::FileDescriptor fd, Address local,
                       Address peer, std::unique_ptr<Transport> transport,
                       const ConnectionOptions& options, State state)
    : loop_(dependencies.loop),
      fd_(std::move(fd)),
      local_(std::move(local)),
      peer_(std::move(peer)),
      transport_(std::move(transport)),
      options_(options),
      state_(state),
      input_(dependencies.slices),
      output_(dependencies.slices),
      output_gauge_(GaugeLimit(options.buffer_limit)) {}

std::unique_ptr<Connection> Connection::Accepted(Dependencies dependencies, base::FileDescriptor fd,
                                                 Address local, Address peer,
                                                 std::unique_ptr<Transport> transport,
                                                 const ConnectionOptions& options) {
  return std::unique_ptr<Connection>(new Connection(dependencies, std::move(fd), std::move(local),
                                                    std::move(peer), std::move(transport), options,
                                                    State::kHandshaking));
}

std::unique_ptr<Connection> Connection::Connect(Dependencies dependencies, const Address& peer,
                                                const Address& source,
                                                std::unique_ptr<Transport> transport,
                                                const ConnectionOptions& options,
                                                const SocketOptions& socket_options) {
  auto connection = std::unique_ptr<Connection>(
      new Connection(dependencies, base::FileDescriptor(), Address(), peer, std::move(transport),
                     options, State::kConnecting));
  connection->writable_ = false;
  connection->StartConnect(source, socket_options);
  return connection;
}

Connection::~Connection() {
  if (destroyed_ != nullptr) *destroyed_ = true;
  watch_.reset();  // before its descriptor closes
}

void Connection::StartConnect(const Address& source, const SocketOptions& socket_options) {
  const auto refused = [this](const absl::Status& status) {
    failed_ = true;
    failure_ = absl::StrCat("immediate connect error: ", status.message());
  };
  absl::StatusOr<base::FileDescriptor> fd = MakeStreamSocket(peer_.family());
  if (!fd.ok()) return refused(fd.status());
  fd_ = *std::move(fd);
  absl::Status set = ApplyOptions(fd_.get(), socket_options, SocketState::kBeforeBind);
  if (!set.ok()) return refused(set);
  if (source.family() != AddressFamily::kNone) {
    const int on = 1;  // the kernel picks the port when it knows the destination: more are free
    if (source.is_ip())
      ::setsockopt(fd_.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
    if (::bind(fd_.get(), source.sockaddr_ptr(), source.length()) != 0) {
      return refused(ErrnoStatus(errno, absl::StrCat("bind ", source.ToString())));
    }
  }
  set = ApplyOptions(fd_.get(), socket_options, SocketState::kBound);
  if (!set.ok()) return refused(set);
  if (::connect(fd_.get(), peer_.sockaddr_ptr(), peer_.length()) != 0 && errno != EINPROGRESS) {
    const int error = errno;
    failed_ = true;
    failure_ = absl::StrCat("immediate connect error: ", ErrnoText(error));
  }
}

void Connection::Start() {
  if (state_ == State::kClosed || watch_) return;
  if (!failed_) {
    watch_.emplace(loop_, fd_.get(), event::Trigger::kEdge,
                   static_cast<event::FileWatchEvents&>(*this));
  }
  if (state_ == State::kHandshaking) {
    const IoResult result = transport_->Handshake(fd_.get());
    if (result.status == IoResult::Status::kOk) {
      state_ = State::kOpen;
    } else if (result.status != IoResult::Status::kWouldBlock) {
      failed_ = true;
      if (result.error != 0) NoteFailure(ErrnoText(result.error));
    }
  }
  loop_.AtEndOfIteration(*this);
}

void Connection::NotifyFlushed() {
  notify_flushed_ = true;
  FlushSoon();
}

void Connection::ResumeRead() {
  if (paused_ == 0 || --paused_ > 0 || state_ != State::kOpen) return;
  if (readable_ || !input_.empty() || (peer_fin_ && !fin_told_)) ReadAgainSoon();
}

void Connection::CloseWrite() {
  close_write_ = true;
  FlushSoon();
}

void Connection::Close(CloseMode mode) {
  if (state_ == State::kClosed) return;
  if (mode == CloseMode::kReset && fd_.valid()) {
    const linger reset = {.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
  }
  if (mode == CloseMode::kNow || mode == CloseMode::kReset) {
    Shut();
    return;
  }
  if (state_ >= State::kClosing) return;
  linger_ = mode == CloseMode::kFlushThenLinger && options_.linger_timeout > base::Duration::zero();
  // What is not made yet has nobody to flush to.
  if (state_ != State::kOpen) {
    output_.Clear();
    linger_ = false;
  }
  state_ = State::kClosing;
  StartLingerTimer();
  loop_.AtEndOfIteration(*this);
}

void Connection::Shut() {
  state_ = State::kClosed;
  EndOfIteration::Unlink();
  NextIteration::Unlink();
  watch_.reset();
  fd_.Reset();
  linger_timer_.reset();
  second_look_.reset();
}

bool Connection::End(CloseCause cause) {
  Shut();
  if (events_ != nullptr) events_->OnClosed(cause);
  return false;
}

void Connection::NoteFailure(std::string failure) {
  if (failure_.empty()) failure_ = std::move(failure);
}

void Connection::StartLingerTimer() {
  if (options_.linger_timeout <= base::Duration::zero()) return;
  if (!linger_timer_) {
    linger_timer_ = std::make_unique<event::Timer>(loop_, [this] { OnLingerTimer(); });
  }
  linger_timer_->Start(options_.linger_timeout);
}

void Connection::OnLingerTimer() {
  if (state_ == State::kClosing) {
    const SendProgress now = send_progress();
    if (now.IsPast(linger_from_)) {
      linger_from_ = now;
      return StartLingerTimer();
    }
  }
  if (state_ == State::kLingering) transport_->ShutdownWrite(fd_.get());
  End(CloseCause::kLingerTimeout);
}

SendProgress Connection::send_progress() const {
  int unacknowledged = 0;
  if (!fd_.valid() || ::ioctl(fd_.get(), TIOCOUTQ, &unacknowledged) != 0) unacknowledged = 0;
  return {counts_.bytes_written, static_cast<uint64_t>(unacknowledged)};
}

bool Connection::IsReset() const {
  pollfd asked = {.fd = fd_.get(), .events = 0, .revents = 0};
  return ::poll(&asked, 1, 0) > 0 && (asked.revents & (POLLERR | POLLHUP)) != 0;
}

void Connection::LookAgainLater() {
  constexpr base::Duration kQuiet = std::chrono::seconds(1);
  if (second_look_ == nullptr) {
    second_look_ = std::make_unique<event::Timer>(loop_, [this] {
      readable_ = true;
      if (state_ != State::kOpen) return;
      if (paused_ == 0) {
        ReadRound();
      } else {
        EndIfReset();
      }
    });
  }
  second_look_->Start(kQuiet);  // moves it on: costs nothing while bytes keep coming
}

void Connection::SetBufferLimit(uint32_t bytes) {
  options_.buffer_limit = bytes;
  const bool above = output_gauge_.above();
  output_gauge_ = buffer::WatermarkGauge(GaugeLimit(bytes));
  if (above) output_gauge_.Update(SIZE_MAX);
  FlushSoon();
}

void Connection::SetNoDelay(bool on) {
  const int value = on ? 1 : 0;
  ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &value, sizeof(value));
}

}  // namespace nuncio::network

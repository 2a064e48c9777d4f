// What moves the bytes of a connection: rounds of reading and writing, and what ends them.
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "source/network/connection.h"
#include "source/network/error_text.h"

namespace nuncio::network {
namespace {

// A round ends after this many bytes, so that one fast peer does not keep the others waiting.
constexpr size_t kMaxRound = 128 * 1024;
// The same for writing.
constexpr size_t kMaxFlush = 1024 * 1024;

}  // namespace

template <typename Call>
bool Connection::Tell(Call call) {
  bool destroyed = false;
  bool* const outer = std::exchange(destroyed_, &destroyed);
  call(*events_);
  if (destroyed) {
    if (outer != nullptr) *outer = true;
    return false;
  }
  destroyed_ = outer;
  return state_ != State::kClosed;
}

void Connection::OnReady(event::ReadySet ready) {
  if (ready.Has(event::Ready::kRead)) readable_ = true;
  if (ready.Has(event::Ready::kClosed)) readable_ = peer_closing_ = true;
  if (ready.Has(event::Ready::kWrite) && !writable_) {
    writable_ = true;
    if (!output_.empty()) loop_.AtEndOfIteration(*this);
  }
  // An error of the socket looks like this, and nobody reads it while reads are paused.
  if (ready.Has(event::Ready::kRead) && ready.Has(event::Ready::kWrite) && paused_ > 0 &&
      !EndIfReset()) {
    return;
  }
  Advance();
}

void Connection::OnEndOfIteration() {
  if (failed_) {
    End(CloseCause::kConnectFailed);
  } else if (state_ == State::kConnecting || state_ == State::kHandshaking) {
    LookAtWatermarks();
  } else {
    Flush();
  }
}

void Connection::OnNextIteration() {
  if (std::exchange(write_again_, false) && !Flush()) return;
  if (!std::exchange(read_again_, false)) return;
  if (state_ != State::kOpen) {
    DropInput();
  } else if (paused_ == 0) {
    ReadRound();
  } else if (readable_ && LeftEarly()) {
    End(CloseCause::kPeerClosed);
  }
}

bool Connection::Advance() {
  if (state_ == State::kConnecting && !FinishConnect()) return false;
  if (state_ == State::kHandshaking && !Handshake()) return false;
  if (!readable_) return true;
  if (state_ != State::kOpen) return DropInput();
  if (paused_ == 0) return ReadRound();
  return LeftEarly() ? End(CloseCause::kPeerClosed) : true;
}

bool Connection::LeftEarly() const {
  return peer_closing_ && options_.detect_early_close && !options_.half_close;
}

bool Connection::EndIfReset() {
  const bool watches = options_.detect_early_close && !options_.half_close;
  if (!watches || state_ != State::kOpen || !IsReset()) return true;
  return End(CloseCause::kPeerReset);
}

bool Connection::FinishConnect() {
  if (!writable_ && !readable_) return false;
  int error = 0;
  socklen_t length = sizeof(error);
  if (::getsockopt(fd_.get(), SOL_SOCKET, SO_ERROR, &error, &length) != 0) error = errno;
  if (error != 0) {
    NoteFailure(absl::StrCat("delayed connect error: ", ErrnoText(error)));
    return End(CloseCause::kConnectFailed);
  }
  local_ = LocalAddress(fd_.get());
  state_ = State::kHandshaking;
  return true;
}

bool Connection::Handshake() {
  const IoResult result = transport_->Handshake(fd_.get());
  switch (result.status) {
    case IoResult::Status::kOk:
      break;
    case IoResult::Status::kWouldBlock:
      return false;
    case IoResult::Status::kEnd:
      return End(CloseCause::kConnectFailed);
    case IoResult::Status::kError:
      if (result.error != 0) NoteFailure(ErrnoText(result.error));
      return End(CloseCause::kConnectFailed);
  }
  state_ = State::kOpen;
  loop_.AtEndOfIteration(*this);  // for what was written and asked meanwhile
  return Tell([](ConnectionEvents& events) { events.OnConnected(); });
}

size_t Connection::RoundLimit() const {
  return options_.buffer_limit == 0 ? kMaxRound
                                    : std::min<size_t>(options_.buffer_limit, kMaxRound);
}

bool Connection::ReadRound() {
  const size_t limit = RoundLimit();
  const bool knew_fin = peer_fin_;
  size_t got = 0;
  IoResult result;
  while (readable_ && got < limit) {
    result = transport_->Read(fd_.get(), input_, std::min(limit - got, buffer::Slice::kCapacity));
    got += result.bytes;
    // The kernel tells an error once, here to the write; the read thereafter looks like a FIN.
    if (broken_ && result.status == IoResult::Status::kEnd) {
      result.status = IoResult::Status::kError;
    }
    if (result.status == IoResult::Status::kWouldBlock || (result.exhausted && !peer_closing_)) {
      readable_ = false;
    }
    if (result.status == IoResult::Status::kEnd) {
      peer_fin_ = true;
      readable_ = false;
    }
    if (result.status == IoResult::Status::kError) break;
  }
  counts_.bytes_read += got;
  if (got > 0 && !readable_ && !peer_fin_) LookAgainLater();
  const bool failed = result.status == IoResult::Status::kError;
  const bool unheard = !input_.empty() && got == 0;  // what a paused listener left
  if (got > 0 || unheard || peer_fin_ != knew_fin || (peer_fin_ && !fin_told_)) {
    if (!Tell([this](ConnectionEvents& events) { events.OnData(peer_fin_); })) return false;
    if (state_ != State::kOpen) return true;  // it closes; what is to be done is queued
  }
  if (failed) {
    if (result.error != 0) NoteFailure(ErrnoText(result.error));
    return End(CloseCause::kPeerReset);
  }
  if (peer_fin_ && !fin_told_) return EndOfInput();
  if (readable_ && paused_ == 0) ReadAgainSoon();
  if (readable_ && paused_ > 0 && LeftEarly()) return End(CloseCause::kPeerClosed);
  return true;
}

// The listener has heard the FIN.
bool Connection::EndOfInput() {
  const bool waits = paused_ > 0 && !input_.empty() && !options_.detect_early_close;
  if (waits) return true;
  fin_told_ = true;
  if (options_.half_close) {
    return fin_sent_ ? End(CloseCause::kPeerClosed) : true;
  }
  // An answer that was just made has one chance to get out.
  if (writable_ && !output_.empty()) {
    counts_.bytes_written += transport_->Write(fd_.get(), output_).bytes;
  }
  if (output_.empty()) transport_->ShutdownWrite(fd_.get());
  return End(CloseCause::kPeerClosed);
}

// Closing: what comes is nobody's any more, but unread bytes would make the kernel send a reset.
bool Connection::DropInput() {
  buffer::Buffer dropped(input_.pool());
  size_t got = 0;
  while (readable_ && !peer_fin_ && got < kMaxRound) {
    dropped.Clear();
    const IoResult result = transport_->Read(fd_.get(), dropped, buffer::Slice::kCapacity);
    got += result.bytes;
    if (result.status == IoResult::Status::kError) {
      return End(state_ == State::kLingering ? CloseCause::kFlushed : CloseCause::kPeerReset);
    }
    if (result.status == IoResult::Status::kEnd) peer_fin_ = true;
    if (result.status == IoResult::Status::kWouldBlock || (result.exhausted && !peer_closing_)) {
      readable_ = false;
    }
  }
  counts_.bytes_read += got;
  if (state_ == State::kLingering && peer_fin_) return End(CloseCause::kFlushed);
  if (readable_ && !peer_fin_) ReadAgainSoon();  // until the timer, if the peer never stops
  return true;
}

bool Connection::Flush() {
  const uint64_t before = counts_.bytes_written;
  while (writable_ && !output_.empty() && (state_ == State::kOpen || state_ == State::kClosing)) {
    if (counts_.bytes_written - before >= kMaxFlush) {
      write_again_ = true;
      loop_.InNextIteration(*this);
      break;
    }
    const IoResult result = transport_->Write(fd_.get(), output_);
    counts_.bytes_written += result.bytes;
    if (result.status == IoResult::Status::kError) return OnWriteError(result);
    if (result.status == IoResult::Status::kWouldBlock || result.exhausted) writable_ = false;
  }
  if (state_ == State::kClosing && !output_.empty()) {
    linger_from_ = send_progress();
    if (counts_.bytes_written != before) StartLingerTimer();
  }
  if (!LookAtWatermarks()) return false;
  return output_.empty() ? AfterFlush() : true;
}

bool Connection::LookAtWatermarks() {
  if (state_ == State::kClosing || state_ == State::kLingering) return true;
  switch (output_gauge_.Update(output_.size())) {
    case buffer::WatermarkGauge::Change::kAbove:
      return Tell([](ConnectionEvents& events) { events.OnOutputAbove(); });
    case buffer::WatermarkGauge::Change::kBelow:
      return Tell([](ConnectionEvents& events) { events.OnOutputBelow(); });
    case buffer::WatermarkGauge::Change::kNone:
      break;
  }
  return true;
}

// The output is empty.
bool Connection::AfterFlush() {
  if (state_ == State::kClosing) {
    if (!linger_ || peer_fin_) {
      transport_->ShutdownWrite(fd_.get());
      return End(CloseCause::kFlushed);
    }
    state_ = State::kLingering;
    StartLingerTimer();
    return DropInput();
  }
  if (state_ != State::kOpen) return true;
  if (notify_flushed_) {
    notify_flushed_ = false;
    if (!Tell([](ConnectionEvents& events) { events.OnFlushed(); })) return false;
    if (!output_.empty() || state_ != State::kOpen) return true;
  }
  if (close_write_ && !fin_sent_) {
    SendFin();
    if (fin_told_) return End(CloseCause::kPeerClosed);
  }
  return true;
}

void Connection::SendFin() {
  transport_->ShutdownWrite(fd_.get());
  ::shutdown(fd_.get(), SHUT_WR);
  fin_sent_ = true;
}

bool Connection::OnWriteError(const IoResult& result) {
  if (result.error != 0) NoteFailure(ErrnoText(result.error));
  output_.Clear();
  broken_ = true;
  // What the peer said before it went away may be the answer that explains it.
  writable_ = false;
  readable_ = peer_closing_ = true;
  while (readable_ && !peer_fin_ && state_ == State::kOpen && paused_ == 0) {
    if (!ReadRound()) return false;
  }
  return End(CloseCause::kPeerReset);
}

}  // namespace nuncio::network

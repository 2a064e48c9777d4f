#ifndef NUNCIO_SOURCE_FILTER_HTTP_FILTER_H_
#define NUNCIO_SOURCE_FILTER_HTTP_FILTER_H_

#include <cstdint>

#include "source/buffer/buffer.h"
#include "source/http/message.h"

// What an HTTP filter is. A request passes the filters of a chain from the first to the last, which
// is the terminal one (the router); the response, also one that the proxy makes itself, passes them
// from the last to the first. http_filter_chain.h walks messages through them.

namespace nuncio::filter {

class HttpFilterCallbacks;

// What becomes of a message after a filter has seen its head.
enum class HeadStatus : uint8_t {
  // The head goes on to the next filter.
  kContinue,
  // The head stays here. Data and trailers are still given to this filter as they come, and no
  // further. The message goes on when the filter says Continue…, or answers a later part with
  // kContinue.
  kStop,
  // The whole message stays here and this filter is given nothing more until it says Continue…:
  // data is held, and too much of it is an error (413 for a request, 500 for a response).
  kStopAllAndBuffer,
  // The same, but above the limit the source of the message is paused instead.
  kStopAllAndPause,
};

// What becomes of a piece of a body.
enum class DataStatus : uint8_t {
  // Goes on, behind whatever this filter held before. If the head was stopped here it goes first.
  kContinue,
  // Is held here; too much is an error as above.
  kStopAndBuffer,
  // Is held here; too much pauses the source.
  kStopAndPause,
  // The filter took what it wants of it; the rest is dropped.
  kStopNoBuffer,
};

enum class TrailersStatus : uint8_t {
  kContinue,  // go on, behind whatever was held
  kStop,      // wait here for Continue…
};

// One filter of one stream.
//
// Owner and lifetime: made by its factory in the stream's arena and destroyed with it, some time
// after OnDestroy. Thread: the stream's worker.
//
// In each call the filter may call anything of its callbacks but Continue… for the direction of
// that very call: there it returns kContinue. It may send a local reply, which is made when the
// call has returned; its status no longer matters then. After OnDestroy the callbacks must not be
// used, and nothing is called any more; timers and requests of its own end there. What comes back
// later finds the stream through a StreamHandle or not at all.
//
// Back-pressure: see kStop…AndPause; HttpFilterCallbacks::PauseRequest stops the client, and a
// terminal filter hears PauseResponse when the client, or a filter, cannot take more.
class HttpFilter {
 public:
  virtual ~HttpFilter() = default;

  // Before any other call; the callbacks are valid until OnDestroy.
  void set_callbacks(HttpFilterCallbacks& callbacks) { callbacks_ = &callbacks; }

  // The request. With end = true nothing follows the head.
  virtual HeadStatus DecodeHead(http::RequestHead&, bool /*end*/) { return HeadStatus::kContinue; }
  virtual DataStatus DecodeData(buffer::Buffer&, bool /*end*/) { return DataStatus::kContinue; }
  virtual TrailersStatus DecodeTrailers(http::Trailers&) { return TrailersStatus::kContinue; }

  // The response. Interim ones (1xx but 101) cannot be stopped.
  virtual void EncodeInterim(http::ResponseHead&) {}
  virtual HeadStatus EncodeHead(http::ResponseHead&, bool /*end*/) { return HeadStatus::kContinue; }
  virtual DataStatus EncodeData(buffer::Buffer&, bool /*end*/) { return DataStatus::kContinue; }
  virtual TrailersStatus EncodeTrailers(http::Trailers&) { return TrailersStatus::kContinue; }

  // Told to the terminal filter only, strictly alternating, starting with a pause.
  virtual void PauseResponse() {}
  virtual void ResumeResponse() {}

  // The stream is over and its record complete; the log lines are written right after.
  virtual void OnStreamComplete() {}
  // The last call.
  virtual void OnDestroy() {}

 protected:
  HttpFilterCallbacks& callbacks() const { return *callbacks_; }

 private:
  HttpFilterCallbacks* callbacks_ = nullptr;
};

}  // namespace nuncio::filter

#endif  // NUNCIO_SOURCE_FILTER_HTTP_FILTER_H_

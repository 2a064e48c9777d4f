#ifndef NUNCIO_TEST_UPSTREAM_FAKE_REQUEST_H_
#define NUNCIO_TEST_UPSTREAM_FAKE_REQUEST_H_

#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "source/base/arena.h"
#include "source/upstream/clusters/worker_cluster.h"
#include "source/upstream/pool/stream_waiter.h"

namespace nuncio::upstream {

// A GET as the router would make it. Writes down what it hears: "ready", "200", "body", "end",
// "reset:connection_termination", "failed:overflow".
class FakeRequest final : public StreamWaiter, public http::ResponseEvents {
 public:
  explicit FakeRequest(ClusterPin cluster, ResourcePriority priority = ResourcePriority::kDefault)
      : cluster_(std::move(cluster)), priority_(priority) {}

  // Picks a host and acquires a stream.
  void Send() {
    host_ = cluster_->Pick(PickContext());
    if (!host_) {
      Note("no host");
      return;
    }
    cluster_->Acquire(*host_, *this, {*this, arena_, priority_});
  }
  // Lets go of cluster and host.
  void LetGo() {
    host_.reset();
    cluster_.reset();
  }
  const std::string& heard() const { return heard_; }
  http::RequestStream& stream() { return *stream_; }
  const ConnectionFacts& facts() const { return *facts_; }
  bool ready() const { return stream_ != nullptr; }

  // Called at the end of each event.
  std::function<void(absl::string_view)> on_event;

  void OnStreamReady(http::RequestStream& stream, const ConnectionFacts& facts) override {
    stream_ = &stream;
    facts_ = &facts;
    connection_ = facts.id;
    streams_ = facts.streams;
    http::RequestHead head(arena_);
    head.method = "GET";
    head.path = "/";
    head.authority = "h";
    head.has_authority = true;
    stream.SendHead(head, true);
    Note("ready");
  }
  void OnPoolFailure(http::ResetReason reason, absl::string_view details) override {
    details_ = std::string(details);
    Note(absl::StrCat("failed:", http::DetailName(reason)));
  }
  void OnInterim(http::ResponseHead&) override { Note("interim"); }
  void OnHead(http::ResponseHead& head, bool end) override {
    Note(absl::StrCat(head.status, end ? " end" : ""));
  }
  void OnData(buffer::Buffer& data, bool end) override {
    std::string text;
    data.ForEachPiece([&](absl::string_view piece) { absl::StrAppend(&text, piece); });
    data.Clear();
    Note(absl::StrCat(text, end ? " end" : ""));
  }
  void OnTrailers(http::Trailers&) override { Note("trailers"); }
  void OnReset(http::ResetReason reason, absl::string_view) override {
    Note(absl::StrCat("reset:", http::DetailName(reason)));
  }
  void OnSendAboveWatermark() override {}
  void OnSendBelowWatermark() override {}

  uint64_t connection() const { return connection_; }
  uint64_t streams() const { return streams_; }
  const std::string& details() const { return details_; }

 private:
  void Note(absl::string_view what) {
    absl::StrAppend(&heard_, heard_.empty() ? "" : ", ", what);
    if (on_event) on_event(what);
  }

  ClusterPin cluster_;
  HostPin host_;
  const ResourcePriority priority_;
  base::Arena arena_;
  http::RequestStream* stream_ = nullptr;
  const ConnectionFacts* facts_ = nullptr;
  uint64_t connection_ = 0;
  uint64_t streams_ = 0;
  std::string heard_;
  std::string details_;
};

}  // namespace nuncio::upstream

#endif  // NUNCIO_TEST_UPSTREAM_FAKE_REQUEST_H_

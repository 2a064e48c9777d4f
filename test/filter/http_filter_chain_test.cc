// Checks source/filter/http_filter_chain.h: what passes, stops, waits and is answered, in which
// order.

#include "source/filter/http_filter_chain.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "source/stats/store.h"
#include "test/support/manual_clock.h"
#include "test/support/manual_random.h"

namespace nuncio::filter {
namespace {

std::string TextOf(const buffer::Buffer& data) {
  std::string text;
  data.ForEachPiece([&](absl::string_view piece) { text.append(piece.data(), piece.size()); });
  return text;
}

// What a scripted filter does in each of its calls, and the list in which every filter of a chain
// writes what it is given.
struct Script {
  std::string name;
  std::vector<std::string>* events = nullptr;
  HeadStatus decode_head = HeadStatus::kContinue;
  std::vector<DataStatus> decode_data;  // the last one holds for what comes later
  TrailersStatus decode_trailers = TrailersStatus::kContinue;
  HeadStatus encode_head = HeadStatus::kContinue;
  DataStatus encode_data = DataStatus::kContinue;
  std::function<void(HttpFilterCallbacks&)> in_decode_head;
  std::function<void(HttpFilterCallbacks&)> in_decode_data;
  std::function<void(HttpFilterCallbacks&)> in_encode_head;
  HttpFilterCallbacks** keep = nullptr;
};

class ScriptedFilter final : public HttpFilter {
 public:
  explicit ScriptedFilter(const Script& script) : script_(script) {}

  HeadStatus DecodeHead(http::RequestHead&, bool end) override {
    if (script_.keep != nullptr) *script_.keep = &callbacks();
    Note("head", end);
    if (script_.in_decode_head) script_.in_decode_head(callbacks());
    return script_.decode_head;
  }
  DataStatus DecodeData(buffer::Buffer& data, bool end) override {
    Note(absl::StrCat("data(", TextOf(data), ")"), end);
    if (script_.in_decode_data) script_.in_decode_data(callbacks());
    if (script_.decode_data.empty()) return DataStatus::kContinue;
    const size_t which = std::min(calls_++, script_.decode_data.size() - 1);
    return script_.decode_data[which];
  }
  TrailersStatus DecodeTrailers(http::Trailers&) override {
    Note("trailers", false);
    return script_.decode_trailers;
  }
  HeadStatus EncodeHead(http::ResponseHead& head, bool end) override {
    Note(absl::StrCat("<", head.status), end);
    if (script_.in_encode_head) script_.in_encode_head(callbacks());
    return script_.encode_head;
  }
  DataStatus EncodeData(buffer::Buffer& data, bool end) override {
    Note(absl::StrCat("<data(", TextOf(data), ")"), end);
    return script_.encode_data;
  }
  void PauseResponse() override { Note("pause", false); }
  void ResumeResponse() override { Note("resume", false); }
  void OnDestroy() override { Note("destroy", false); }

 private:
  void Note(absl::string_view what, bool end) {
    script_.events->push_back(absl::StrCat(script_.name, ":", what, end ? "!" : ""));
  }
  const Script& script_;
  size_t calls_ = 0;
};

class ScriptedFactory final : public HttpFilterFactory {
 public:
  explicit ScriptedFactory(const Script& script) : script_(script) {}
  HttpFilter* Make(const HttpStreamContext& stream) const override {
    return stream.arena.New<ScriptedFilter>(script_);
  }

 private:
  const Script& script_;
};

// A chain of filters a, b and the terminal t, on a stream without a connection.
struct HttpFilterChainTest : public testing::Test, public HttpFilterChainOwner {
  HttpFilterChainTest() {
    for (Script* script : {&a, &b, &t}) script->events = &events;
    a.name = "a";
    b.name = "b";
    t.name = "t";
    t.decode_head = HeadStatus::kStop;
    t.decode_data = {DataStatus::kStopNoBuffer};
    t.decode_trailers = TrailersStatus::kStop;
    t.keep = &terminal;
  }

  void Build() {
    HttpFilterEntries entries;
    for (const Script* script : {&a, &b, &t}) {
      entries.push_back({script->name, 0, std::make_shared<ScriptedFactory>(*script)});
    }
    factories = entries;
    chain.Build(factories, nullptr);
  }
  void Head(bool end = false) { chain.DecodeHead(request, end); }
  void Data(absl::string_view text, bool end = false) {
    buffer::Buffer data(slices);
    data.Append(text);
    chain.DecodeData(data, end);
  }
  void Respond(int status, bool end) {
    http::ResponseHead head(arena);
    head.status = status;
    terminal->SendHead(head, end);
  }
  void RespondData(absl::string_view text, bool end) {
    buffer::Buffer data(slices);
    data.Append(text);
    terminal->SendData(data, end);
  }
  // What happened since the last look.
  std::string Events() { return absl::StrJoin(std::exchange(events, {}), " "); }

  void OnChainInterim(http::ResponseHead& head) override {
    events.push_back(absl::StrCat("out:interim ", head.status));
  }
  void OnChainHead(http::ResponseHead& head, bool end) override {
    events.push_back(absl::StrCat("out:", head.status, end ? "!" : ""));
  }
  void OnChainData(buffer::Buffer& data, bool end) override {
    events.push_back(absl::StrCat("out:data(", TextOf(data), ")", end ? "!" : ""));
  }
  void OnChainTrailers(http::Trailers&) override { events.push_back("out:trailers"); }
  void OnChainReset(http::ResetReason, absl::string_view details) override {
    events.push_back(absl::StrCat("out:reset ", details));
    chain.Destroy();
  }
  void PauseRequest() override { events.push_back("out:pause"); }
  void ResumeRequest() override { events.push_back("out:resume"); }
  const routing::RouteDecision* route() const override { return nullptr; }
  void RefreshRoute() override {}
  routing::RouteDecision FindRoute(const http::RequestHead&) override { return {}; }
  void OnChainBeginAgain(http::RequestHead&, buffer::Buffer&, http::Trailers*) override {}
  http::ResponseHead* ShapeLocalReply(const LocalReply& reply, buffer::Buffer&) override {
    auto* const head = arena.New<http::ResponseHead>(arena);
    head->status = reply.status;
    return head;
  }

  test::ManualClock clock;
  test::ManualRandom random;
  base::Logger log{clock, base::LogLevel::kOff};
  event::Loop loop{clock};
  buffer::SlicePool slices;
  base::ArenaPool arenas;
  stats::Store store{2};
  worker::WorkerContext worker{0, 1, loop, slices, arenas, random, store.slots(1), log};
  base::Arena arena;
  record::ConnectionRecord connection;
  record::RequestRecord record{arena, connection};
  HttpStreamContext context{worker, arena, record, nullptr, 10};
  HttpFilterEntries factories;
  Script a, b, t;
  std::vector<std::string> events;
  HttpFilterCallbacks* terminal = nullptr;
  HttpFilterCallbacks* held = nullptr;
  http::RequestHead request{arena};
  HttpFilterChain chain{context, *this};
};

TEST_F(HttpFilterChainTest, ARequestPassesInOrderAndTheResponseBackwards) {
  Build();
  Head();
  Data("x", true);
  EXPECT_EQ(Events(), "a:head b:head t:head a:data(x)! b:data(x)! t:data(x)!");
  Respond(200, false);
  RespondData("y", true);
  EXPECT_EQ(Events(),
            "t:<200 b:<200 a:<200 out:200 t:<data(y)! b:<data(y)! a:<data(y)! out:data(y)!");
}

TEST_F(HttpFilterChainTest, AStoppedHeadLetsDataReachItsFilterAndGoesOnWithAllOfIt) {
  a.decode_head = HeadStatus::kStop;
  a.decode_data = {DataStatus::kStopAndBuffer, DataStatus::kContinue};
  Build();
  Head();
  Data("x");
  EXPECT_EQ(Events(), "a:head a:data(x)");
  Data("y", true);
  EXPECT_EQ(Events(), "a:data(y)! b:head t:head b:data(xy)! t:data(xy)!");
}

TEST_F(HttpFilterChainTest, AHeadThatEndsTheRequestGoesOnWhenItsFilterContinues) {
  a.decode_head = HeadStatus::kStop;
  a.keep = &held;
  Build();
  Head(true);
  EXPECT_EQ(Events(), "a:head!");
  held->ContinueRequest();
  EXPECT_EQ(Events(), "b:head! t:head!");
  held->ContinueRequest();  // nothing is stopped any more
  EXPECT_EQ(Events(), "");
}

TEST_F(HttpFilterChainTest, AFilterThatStopsAllSeesTheBodyOnlyAfterItContinues) {
  a.decode_head = HeadStatus::kStopAllAndBuffer;
  a.keep = &held;
  Build();
  Head();
  Data("x");
  Data("y", true);
  EXPECT_EQ(Events(), "a:head");
  held->ContinueRequest();
  EXPECT_EQ(Events(), "b:head t:head a:data(xy)! b:data(xy)! t:data(xy)!");
}

TEST_F(HttpFilterChainTest, TwoFiltersMayHoldTheSameRequest) {
  a.decode_data = {DataStatus::kStopAndBuffer, DataStatus::kContinue};
  b.decode_head = HeadStatus::kStopAllAndBuffer;
  b.keep = &held;
  Build();
  Head();
  Data("x");
  Data("y");
  EXPECT_EQ(Events(), "a:head b:head a:data(x) a:data(y)");
  held->ContinueRequest();
  EXPECT_EQ(Events(), "t:head b:data(xy) t:data(xy)");
  Data("z", true);
  EXPECT_EQ(Events(), "a:data(z)! b:data(z)! t:data(z)!");
}

TEST_F(HttpFilterChainTest, AFilterMayGiveABodyToARequestWithoutOne) {
  a.in_decode_head = [this](HttpFilterCallbacks& callbacks) {
    buffer::Buffer data(slices);
    data.Append("made");
    callbacks.AddRequestData(data);
  };
  Build();
  Head(true);
  EXPECT_EQ(Events(), "a:head! b:head t:head b:data(made)! t:data(made)!");
}

TEST_F(HttpFilterChainTest, TooMuchHeldIs413ForARequestAnd500ForAResponse) {
  a.decode_data = {DataStatus::kStopAndBuffer};
  Build();
  Head();
  Data("0123456789");
  EXPECT_EQ(Events(), "a:head b:head t:head a:data(0123456789)");
  Data("x");
  EXPECT_EQ(Events(),
            "a:data(x) t:<413 b:<413 a:<413 out:413 t:<data(Payload Too Large)! "
            "b:<data(Payload Too Large)! a:<data(Payload Too Large)! out:data(Payload Too Large)!");
  EXPECT_EQ(record.response_code_details, "request_payload_too_large");
  Data("late", true);
  EXPECT_EQ(Events(), "");
}

TEST_F(HttpFilterChainTest, AResponseThatIsTooLargeToHoldIsReplacedOutsideOfTheFilters) {
  b.encode_head = HeadStatus::kStop;
  b.encode_data = DataStatus::kStopAndBuffer;
  Build();
  Head(true);
  Respond(200, false);
  Events();
  RespondData("01234567890", false);
  EXPECT_EQ(Events(),
            "t:<data(01234567890) b:<data(01234567890) out:500 out:data(Internal Server Error)!");
  EXPECT_EQ(record.response_code_details, "response_payload_too_large");
}

TEST_F(HttpFilterChainTest, TooMuchHeldMayPauseTheSourceInstead) {
  a.decode_head = HeadStatus::kStopAllAndPause;
  a.keep = &held;
  b.encode_head = HeadStatus::kStopAllAndPause;
  HttpFilterCallbacks* response_held = nullptr;
  b.in_encode_head = [&](HttpFilterCallbacks& callbacks) { response_held = &callbacks; };
  Build();
  Head();
  Data("0123456789x");
  EXPECT_EQ(Events(), "a:head out:pause");
  held->ContinueRequest();
  EXPECT_EQ(Events(),
            "out:resume b:head t:head a:data(0123456789x) b:data(0123456789x) "
            "t:data(0123456789x)");
  Respond(200, false);
  RespondData("0123456789x", false);
  EXPECT_EQ(Events(), "t:<200 b:<200 t:<data(0123456789x) t:pause");
  response_held->ContinueResponse();
  EXPECT_EQ(Events(),
            "t:resume a:<200 out:200 b:<data(0123456789x) a:<data(0123456789x) "
            "out:data(0123456789x)");
}

TEST_F(HttpFilterChainTest, ALocalReplyFromInsideACallIsMadeWhenTheCallHasReturned) {
  std::string body = "no";
  a.decode_head = HeadStatus::kContinue;  // does not matter any more
  a.in_decode_head = [&](HttpFilterCallbacks& callbacks) {
    LocalReply reply;
    reply.status = 403;
    reply.body = body;
    reply.details = "refused";
    callbacks.SendLocalReply(reply);
    body = "XX";  // was copied
    EXPECT_EQ(Events(), "a:head!");
  };
  Build();
  Head(true);
  EXPECT_EQ(Events(),
            "t:<403 b:<403 a:<403 out:403 t:<data(no)! b:<data(no)! a:<data(no)! "
            "out:data(no)!");
  EXPECT_EQ(record.response_code_details, "refused");
}

TEST_F(HttpFilterChainTest, ALocalReplyAfterTheResponseBeganResetsTheStream) {
  Build();
  Head(true);
  Respond(200, false);
  Events();
  LocalReply reply;
  reply.details = "late";
  terminal->SendLocalReply(reply);
  EXPECT_EQ(Events(), "out:reset late a:destroy b:destroy t:destroy");
}

TEST_F(HttpFilterChainTest, AStreamThatEndsInsideACallIsTouchedNoMore) {
  b.in_decode_data = [this](HttpFilterCallbacks&) { chain.Destroy(); };
  Build();
  Head();
  Events();
  Data("x", true);
  EXPECT_EQ(Events(), "a:data(x)! b:data(x)! a:destroy b:destroy t:destroy");
  Data("y", true);
  Respond(200, true);
  EXPECT_EQ(Events(), "");
}

TEST_F(HttpFilterChainTest, AHandleIsEmptyOnceTheStreamIsOver) {
  a.decode_head = HeadStatus::kStop;
  a.keep = &held;
  Build();
  Head(true);
  StreamHandle handle = held->MakeHandle();
  StreamHandle moved = std::move(handle);
  EXPECT_EQ(handle.get(), nullptr);
  EXPECT_EQ(moved.get(), held);
  chain.Destroy();
  EXPECT_EQ(moved.get(), nullptr);
}

TEST_F(HttpFilterChainTest, TrailersWaitBehindWhatIsHeld) {
  a.decode_data = {DataStatus::kStopAndBuffer};
  a.decode_trailers = TrailersStatus::kContinue;
  Build();
  Head();
  Data("x");
  http::Trailers trailers(arena);
  chain.DecodeTrailers(trailers);
  EXPECT_EQ(Events(),
            "a:head b:head t:head a:data(x) a:trailers b:data(x) t:data(x) b:trailers "
            "t:trailers");
}

}  // namespace
}  // namespace nuncio::filter

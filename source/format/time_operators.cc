#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "source/base/status_macros.h"
#include "source/format/operator.h"
#include "source/format/time_format.h"

namespace nuncio::format {
namespace {

using OptionalInstant = absl::optional<base::Instant>;
using PointOf = OptionalInstant (*)(const Input&);
using record::UpstreamRecord;

OptionalInstant Start(const Input& input) { return input.record.start; }
OptionalInstant LastRx(const Input& input) { return input.record.last_rx; }
OptionalInstant FirstTx(const Input& input) { return input.record.first_tx; }
OptionalInstant LastTx(const Input& input) { return input.record.last_tx; }

template <OptionalInstant UpstreamRecord::* kField>
OptionalInstant Upstream(const Input& input) {
  return input.record.upstream == nullptr ? absl::nullopt : input.record.upstream->*kField;
}

template <int64_t kUnit>
bool PutBetween(OptionalInstant from, OptionalInstant to, std::string& out) {
  if (!from || !to) return false;
  absl::StrAppend(&out, (*to - *from).count() / kUnit);
  return true;
}

constexpr int64_t kMillisecond = 1'000'000;

template <PointOf kFrom, PointOf kTo>
bool Between(const Input& input, std::string& out) {
  return PutBetween<kMillisecond>(kFrom(input), kTo(input), out);
}

// Of a request that goes on: until now.
bool Duration(const Input& input, std::string& out) {
  const record::RequestRecord& record = input.record;
  if (record.end) return PutBetween<kMillisecond>(record.start, record.end, out);
  if (input.now == base::WallTime()) return false;
  absl::StrAppend(&out, (input.now - record.start_wall).count() / kMillisecond);
  return true;
}

bool HandshakeDuration(const Input& input, std::string& out) {
  const record::ConnectionRecord& connection = input.record.connection;
  return PutBetween<kMillisecond>(connection.start, connection.handshake_complete, out);
}

bool PoolReadyDuration(const Input& input, std::string& out) {
  const UpstreamRecord* const upstream = input.record.upstream;
  if (upstream == nullptr || !upstream->pool_wait) return false;
  absl::StrAppend(&out, upstream->pool_wait->count() / kMillisecond);
  return true;
}

// Acknowledgements are the kernel's affair: this one is never known over TCP.
bool RoundtripDuration(const Input&, std::string&) { return false; }

struct NamedPoint {
  absl::string_view name;
  PointOf point;
};

constexpr NamedPoint kPoints[] = {
    {"DS_RX_BEG", &Start},
    {"DS_RX_END", &LastRx},
    {"US_CX_BEG", &Upstream<&UpstreamRecord::connect_begin>},
    {"US_CX_END", &Upstream<&UpstreamRecord::connect_end>},
    {"US_HS_END", &Upstream<&UpstreamRecord::handshake_end>},
    {"US_TX_BEG", &Upstream<&UpstreamRecord::first_tx>},
    {"US_TX_END", &Upstream<&UpstreamRecord::last_tx>},
    {"US_RX_BEG", &Upstream<&UpstreamRecord::first_rx>},
    {"US_RX_BODY_BEG", &Upstream<&UpstreamRecord::first_rx_body>},
    {"US_RX_END", &Upstream<&UpstreamRecord::last_rx>},
    {"DS_TX_BEG", &FirstTx},
    {"DS_TX_END", &LastTx},
};

// A name that nobody measures is a point that never happened.
OptionalInstant Never(const Input&) { return absl::nullopt; }

PointOf FindPoint(absl::string_view name) {
  const auto* const found = std::find_if(std::begin(kPoints), std::end(kPoints),
                                         [&](const NamedPoint& p) { return p.name == name; });
  return found == std::end(kPoints) ? &Never : found->point;
}

absl::StatusOr<Operator> MakeCommonDuration(const Command& command, const FormatOptions&) {
  const std::vector<absl::string_view> parts = absl::StrSplit(*command.parameter, ':');
  if (parts.size() != 3 || parts[0].empty() || parts[1].empty()) {
    return absl::InvalidArgumentError("its parameter must be START:END:UNIT");
  }
  const PointOf from = FindPoint(parts[0]);
  const PointOf to = FindPoint(parts[1]);
  if (parts[2] == "ms") {
    return Operator(Operator::Kind::kNumber, [from, to](const Input& input, std::string& out) {
      return PutBetween<kMillisecond>(from(input), to(input), out);
    });
  }
  if (parts[2] == "us") {
    return Operator(Operator::Kind::kNumber, [from, to](const Input& input, std::string& out) {
      return PutBetween<1000>(from(input), to(input), out);
    });
  }
  if (parts[2] == "ns") {
    return Operator(Operator::Kind::kNumber, [from, to](const Input& input, std::string& out) {
      return PutBetween<1>(from(input), to(input), out);
    });
  }
  return absl::InvalidArgumentError(absl::StrCat("'", parts[2], "' is none of ms, us and ns"));
}

template <bool kLocal, bool kEmit>
absl::StatusOr<Operator> MakeTime(const Command& command, const FormatOptions&) {
  NUNCIO_ASSIGN_OR_RETURN(TimeFormat format,
                          TimeFormat::Parse(command.parameter.value_or(""), kLocal));
  return Operator(Operator::Kind::kText,
                  [format = std::move(format)](const Input& input, std::string& out) {
                    const base::WallTime time = kEmit ? input.now : input.record.start_wall;
                    if (kEmit && time == base::WallTime()) return false;
                    format.Append(time, out);
                    return true;
                  });
}

constexpr OperatorSpec kOperators[] = {
    Made("START_TIME", Parameter::kOptional, false, &MakeTime<false, false>),
    Made("START_TIME_LOCAL", Parameter::kOptional, false, &MakeTime<true, false>),
    Made("EMIT_TIME", Parameter::kOptional, false, &MakeTime<false, true>),
    Made("EMIT_TIME_LOCAL", Parameter::kOptional, false, &MakeTime<true, true>),
    Number("DURATION", &Duration),
    Number("REQUEST_DURATION", &Between<&Start, &LastRx>),
    Number("REQUEST_TX_DURATION", &Between<&Start, &Upstream<&UpstreamRecord::last_tx>>),
    Number("RESPONSE_DURATION", &Between<&Start, &Upstream<&UpstreamRecord::first_rx>>),
    Number("RESPONSE_TX_DURATION", &Between<&Upstream<&UpstreamRecord::first_rx>, &LastTx>),
    Number("DOWNSTREAM_HANDSHAKE_DURATION", &HandshakeDuration),
    Number("ROUNDTRIP_DURATION", &RoundtripDuration),
    Number("UPSTREAM_CONNECTION_POOL_READY_DURATION", &PoolReadyDuration),
    Made("COMMON_DURATION", Parameter::kRequired, false, &MakeCommonDuration),
};

}  // namespace

absl::Span<const OperatorSpec> TimeOperators() { return kOperators; }

}  // namespace nuncio::format

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "source/format/operator.h"

namespace nuncio::format {
namespace {

bool Protocol(const Input& input, std::string& out) {
  return input.record.protocol && Put(http::ToString(*input.record.protocol), out);
}

bool ResponseCode(const Input& input, std::string& out) {
  return PutNumber(input.record.response_code, out);
}

// Details with spaces would break logs whose fields are split at spaces.
absl::StatusOr<Operator> MakeResponseCodeDetails(const Command& command, const FormatOptions&) {
  const absl::string_view form = command.parameter.value_or("");
  if (!form.empty() && form != "ALLOW_WHITESPACES") {
    return absl::InvalidArgumentError(absl::StrCat("'", form, "' is not ALLOW_WHITESPACES"));
  }
  return Operator(Operator::Kind::kText,
                  [keep = !form.empty()](const Input& input, std::string& out) {
                    const size_t start = out.size();
                    if (!PutUnlessEmpty(input.record.response_code_details, out)) return false;
                    for (size_t i = start; !keep && i < out.size(); ++i) {
                      if (out[i] == ' ' || (out[i] >= '\t' && out[i] <= '\r')) out[i] = '_';
                    }
                    return true;
                  });
}

bool ResponseFlags(const Input& input, std::string& out) {
  record::AppendShortNames(input.record.flags, out);
  return true;
}

bool ResponseFlagsLong(const Input& input, std::string& out) {
  record::AppendLongNames(input.record.flags, out);
  return true;
}

bool RouteName(const Input& input, std::string& out) {
  return PutUnlessEmpty(input.record.route_name, out);
}

bool VirtualClusterName(const Input& input, std::string& out) {
  return PutUnlessEmpty(input.record.virtual_cluster_name, out);
}

bool BytesReceived(const Input& input, std::string& out) {
  return PutNumber(input.record.bytes_received, out);
}

bool BytesSent(const Input& input, std::string& out) {
  return PutNumber(input.record.bytes_sent, out);
}

bool WireBytesReceived(const Input& input, std::string& out) {
  return PutNumber(input.record.wire_bytes_received, out);
}

bool WireBytesSent(const Input& input, std::string& out) {
  return PutNumber(input.record.wire_bytes_sent, out);
}

bool HeaderBytesReceived(const Input& input, std::string& out) {
  return PutNumber(input.record.header_bytes_received, out);
}

bool HeaderBytesSent(const Input& input, std::string& out) {
  return PutNumber(input.record.header_bytes_sent, out);
}

bool LogType(const Input& input, std::string& out) {
  return Put(record::ToString(input.record.access_log_type), out);
}

bool LocalReplyBody(const Input& input, std::string& out) {
  return Put(input.local_reply_body, out);
}

bool StreamId(const Input& input, std::string& out) {
  return PutUnlessEmpty(input.record.request_id, out);
}

bool TraceId(const Input& input, std::string& out) {
  return PutUnlessEmpty(input.record.trace_id, out);
}

// A version 4 UUID, new at each use.
bool UniqueId(const Input& input, std::string& out) {
  if (input.random == nullptr) return false;
  uint64_t high = input.random->Next();
  uint64_t low = input.random->Next();
  high = (high & ~uint64_t{0xf000}) | 0x4000;
  low = (low & ~(uint64_t{3} << 62)) | (uint64_t{1} << 63);
  absl::StrAppend(&out, absl::Hex(high >> 32, absl::kZeroPad8), "-",
                  absl::Hex((high >> 16) & 0xffff, absl::kZeroPad4), "-",
                  absl::Hex(high & 0xffff, absl::kZeroPad4), "-",
                  absl::Hex(low >> 48, absl::kZeroPad4), "-");
  absl::StrAppend(&out, absl::Hex(low & 0xffffffffffff, absl::kZeroPad12));
  return true;
}

// No filter sets flags of its own yet: there are none, which is a value.
bool CustomFlags(const Input&, std::string&) { return true; }

absl::StatusOr<Operator> MakeHostname(const Command&, const FormatOptions& options) {
  return Operator(Operator::Kind::kText, [name = options.hostname](const Input&, std::string& out) {
    return PutUnlessEmpty(name, out);
  });
}

// Read once: the environment of a process does not change.
absl::StatusOr<Operator> MakeEnvironment(const Command& command, const FormatOptions&) {
  const char* const value = std::getenv(std::string(*command.parameter).c_str());
  if (value == nullptr) {
    return Operator(Operator::Kind::kText, [](const Input&, std::string&) { return false; });
  }
  return Operator(
      Operator::Kind::kText,
      [text = std::string(value)](const Input&, std::string& out) { return Put(text, out); });
}

constexpr OperatorSpec kOperators[] = {
    Text("PROTOCOL", &Protocol),
    Number("RESPONSE_CODE", &ResponseCode),
    Made("RESPONSE_CODE_DETAILS", Parameter::kOptional, false, &MakeResponseCodeDetails),
    Text("RESPONSE_FLAGS", &ResponseFlags),
    Text("RESPONSE_FLAGS_LONG", &ResponseFlagsLong),
    Text("ROUTE_NAME", &RouteName),
    Text("VIRTUAL_CLUSTER_NAME", &VirtualClusterName),
    Number("BYTES_RECEIVED", &BytesReceived),
    Number("BYTES_SENT", &BytesSent),
    Number("DOWNSTREAM_WIRE_BYTES_RECEIVED", &WireBytesReceived),
    Number("DOWNSTREAM_WIRE_BYTES_SENT", &WireBytesSent),
    Number("DOWNSTREAM_HEADER_BYTES_RECEIVED", &HeaderBytesReceived),
    Number("DOWNSTREAM_HEADER_BYTES_SENT", &HeaderBytesSent),
    Text("ACCESS_LOG_TYPE", &LogType),
    Text("LOCAL_REPLY_BODY", &LocalReplyBody),
    Text("STREAM_ID", &StreamId),
    Text("TRACE_ID", &TraceId),
    Text("UNIQUE_ID", &UniqueId),
    Text("CUSTOM_FLAGS", &CustomFlags),
    Made("HOSTNAME", Parameter::kNone, false, &MakeHostname),
    Made("ENVIRONMENT", Parameter::kRequired, true, &MakeEnvironment),
};

}  // namespace

absl::Span<const OperatorSpec> RequestOperators() { return kOperators; }

}  // namespace nuncio::format

#include "source/format/address_text.h"
#include "source/format/operator.h"

namespace nuncio::format {
namespace {

using record::UpstreamRecord;

const network::Address* Host(const Input& input) {
  return input.record.upstream == nullptr ? nullptr : input.record.upstream->host_address;
}

const UpstreamRecord* Connected(const Input& input) {
  const UpstreamRecord* const upstream = input.record.upstream;
  return upstream != nullptr && upstream->has_connection ? upstream : nullptr;
}

const network::Address* Remote(const Input& input) {
  const UpstreamRecord* const upstream = Connected(input);
  return upstream == nullptr ? nullptr : &upstream->remote;
}

const network::Address* Local(const Input& input) {
  const UpstreamRecord* const upstream = Connected(input);
  return upstream == nullptr ? nullptr : &upstream->local;
}

bool Cluster(const Input& input, std::string& out) {
  const UpstreamRecord* const upstream = input.record.upstream;
  if (upstream != nullptr && PutUnlessEmpty(upstream->cluster_observability_name, out)) {
    return true;
  }
  return PutUnlessEmpty(input.record.cluster_name, out);
}

bool ClusterRaw(const Input& input, std::string& out) {
  return PutUnlessEmpty(input.record.cluster_name, out);
}

// A host without a name is called by its address.
bool HostName(const Input& input, std::string& out) {
  if (Host(input) == nullptr) return false;
  return PutUnlessEmpty(input.record.upstream->host_name, out) || PutAddress<&Host>(input, out);
}

bool HostWithoutPort(const Input& input, std::string& out) {
  const network::Address* const host = Host(input);
  return host != nullptr && PutUnlessEmpty(host->is_ip() ? host->IpText() : host->ToString(), out);
}

bool HostNameWithoutPort(const Input& input, std::string& out) {
  if (Host(input) == nullptr) return false;
  const absl::string_view name = input.record.upstream->host_name;
  return PutUnlessEmpty(name.substr(0, name.rfind(':')), out) || HostWithoutPort(input, out);
}

bool Protocol(const Input& input, std::string& out) {
  const UpstreamRecord* const upstream = input.record.upstream;
  return upstream != nullptr && upstream->protocol && Put(http::ToString(*upstream->protocol), out);
}

bool AttemptCount(const Input& input, std::string& out) {
  return PutNumber(input.record.attempt_count, out);
}

bool TransportFailure(const Input& input, std::string& out) {
  const UpstreamRecord* const upstream = input.record.upstream;
  return upstream != nullptr && PutUnlessEmpty(upstream->transport_failure_reason, out);
}

// A number of the attempt; 0 where there was none.
template <uint64_t UpstreamRecord::* kField>
bool Count(const Input& input, std::string& out) {
  const UpstreamRecord* const upstream = input.record.upstream;
  return PutNumber(upstream == nullptr ? 0 : upstream->*kField, out);
}

constexpr OperatorSpec kOperators[] = {
    Text("UPSTREAM_CLUSTER", &Cluster),
    Text("UPSTREAM_CLUSTER_RAW", &ClusterRaw),
    Text("UPSTREAM_HOST", &PutAddress<&Host>),
    Text("UPSTREAM_HOST_NAME", &HostName),
    Text("UPSTREAM_HOST_NAME_WITHOUT_PORT", &HostNameWithoutPort),
    // The hosts that were tried: the newest, as the reference has it.
    Text("UPSTREAM_HOSTS_ATTEMPTED", &PutAddress<&Host>),
    Text("UPSTREAM_HOSTS_ATTEMPTED_WITHOUT_PORT", &HostWithoutPort),
    Text("UPSTREAM_HOST_NAMES_ATTEMPTED", &HostName),
    Text("UPSTREAM_HOST_NAMES_ATTEMPTED_WITHOUT_PORT", &HostNameWithoutPort),
    Text("UPSTREAM_REMOTE_ADDRESS", &PutAddress<&Remote>),
    Made("UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT", Parameter::kOptional, false,
         &MakeWithoutPort<&Remote>),
    Number("UPSTREAM_REMOTE_PORT", &PutPort<&Remote>),
    Text("UPSTREAM_LOCAL_ADDRESS", &PutAddress<&Local>),
    Made("UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT", Parameter::kOptional, false,
         &MakeWithoutPort<&Local>),
    Number("UPSTREAM_LOCAL_PORT", &PutPort<&Local>),
    Text("UPSTREAM_PROTOCOL", &Protocol),
    Number("UPSTREAM_REQUEST_ATTEMPT_COUNT", &AttemptCount),
    Text("UPSTREAM_TRANSPORT_FAILURE_REASON", &TransportFailure),
    Number("UPSTREAM_CONNECTION_ID", &Count<&UpstreamRecord::connection_id>),
    Number("UPSTREAM_WIRE_BYTES_SENT", &Count<&UpstreamRecord::wire_bytes_sent>),
    Number("UPSTREAM_WIRE_BYTES_RECEIVED", &Count<&UpstreamRecord::wire_bytes_received>),
    Number("UPSTREAM_HEADER_BYTES_SENT", &Count<&UpstreamRecord::header_bytes_sent>),
    Number("UPSTREAM_HEADER_BYTES_RECEIVED", &Count<&UpstreamRecord::header_bytes_received>),
};

}  // namespace

absl::Span<const OperatorSpec> UpstreamOperators() { return kOperators; }

}  // namespace nuncio::format

#include "source/format/address_text.h"
#include "source/format/operator.h"

namespace nuncio::format {
namespace {

const record::ConnectionRecord& Connection(const Input& input) { return input.record.connection; }

const network::Address* Remote(const Input& input) {
  const network::Address& own = input.record.remote;
  return own.family() == network::AddressFamily::kNone ? &Connection(input).remote : &own;
}

const network::Address* DirectRemote(const Input& input) {
  return &Connection(input).direct_remote;
}

const network::Address* Local(const Input& input) { return &Connection(input).local; }

const network::Address* DirectLocal(const Input& input) { return &Connection(input).direct_local; }

bool ConnectionId(const Input& input, std::string& out) {
  return PutNumber(Connection(input).id, out);
}

bool RequestedServerName(const Input& input, std::string& out) {
  const record::ConnectionRecord& connection = Connection(input);
  if (connection.transport != nullptr &&
      PutUnlessEmpty(connection.transport->requested_server_name, out)) {
    return true;
  }
  return PutUnlessEmpty(connection.requested_server_name, out);
}

bool TerminationDetails(const Input& input, std::string& out) {
  return PutUnlessEmpty(Connection(input).termination_details, out);
}

bool TransportFailure(const Input& input, std::string& out) {
  const network::TransportFacts* const transport = Connection(input).transport;
  return transport != nullptr && PutUnlessEmpty(transport->failure, out);
}

bool FilterChainName(const Input& input, std::string& out) {
  return PutUnlessEmpty(Connection(input).filter_chain_name, out);
}

bool Ja3(const Input& input, std::string& out) {
  return PutUnlessEmpty(Connection(input).ja3_fingerprint, out);
}

bool Ja4(const Input& input, std::string& out) {
  return PutUnlessEmpty(Connection(input).ja4_fingerprint, out);
}

constexpr OperatorSpec kOperators[] = {
    Text("DOWNSTREAM_REMOTE_ADDRESS", &PutAddress<&Remote>),
    Made("DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT", Parameter::kOptional, false,
         &MakeWithoutPort<&Remote>),
    Number("DOWNSTREAM_REMOTE_PORT", &PutPort<&Remote>),
    Text("DOWNSTREAM_DIRECT_REMOTE_ADDRESS", &PutAddress<&DirectRemote>),
    Made("DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT", Parameter::kOptional, false,
         &MakeWithoutPort<&DirectRemote>),
    Number("DOWNSTREAM_DIRECT_REMOTE_PORT", &PutPort<&DirectRemote>),
    Text("DOWNSTREAM_LOCAL_ADDRESS", &PutAddress<&Local>),
    Made("DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT", Parameter::kOptional, false,
         &MakeWithoutPort<&Local>),
    Number("DOWNSTREAM_LOCAL_PORT", &PutPort<&Local>),
    Text("DOWNSTREAM_DIRECT_LOCAL_ADDRESS", &PutAddress<&DirectLocal>),
    Made("DOWNSTREAM_DIRECT_LOCAL_ADDRESS_WITHOUT_PORT", Parameter::kOptional, false,
         &MakeWithoutPort<&DirectLocal>),
    Number("DOWNSTREAM_DIRECT_LOCAL_PORT", &PutPort<&DirectLocal>),
    Number("CONNECTION_ID", &ConnectionId),
    Text("REQUESTED_SERVER_NAME", &RequestedServerName),
    Text("CONNECTION_TERMINATION_DETAILS", &TerminationDetails),
    Text("DOWNSTREAM_TRANSPORT_FAILURE_REASON", &TransportFailure),
    Text("FILTER_CHAIN_NAME", &FilterChainName),
    Text("TLS_JA3_FINGERPRINT", &Ja3),
    Text("TLS_JA4_FINGERPRINT", &Ja4),
};

}  // namespace

absl::Span<const OperatorSpec> ConnectionOperators() { return kOperators; }

}  // namespace nuncio::format

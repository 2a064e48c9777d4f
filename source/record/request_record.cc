#include "source/record/request_record.h"

namespace nuncio::record {

absl::string_view ToString(AccessLogType type) {
  switch (type) {
    case AccessLogType::kNotSet:
      return "NotSet";
    case AccessLogType::kTcpUpstreamConnected:
      return "TcpUpstreamConnected";
    case AccessLogType::kTcpPeriodic:
      return "TcpPeriodic";
    case AccessLogType::kTcpConnectionEnd:
      return "TcpConnectionEnd";
    case AccessLogType::kDownstreamStart:
      return "DownstreamStart";
    case AccessLogType::kDownstreamPeriodic:
      return "DownstreamPeriodic";
    case AccessLogType::kDownstreamEnd:
      return "DownstreamEnd";
    case AccessLogType::kUpstreamPoolReady:
      return "UpstreamPoolReady";
    case AccessLogType::kUpstreamPeriodic:
      return "UpstreamPeriodic";
    case AccessLogType::kUpstreamEnd:
      return "UpstreamEnd";
    case AccessLogType::kDownstreamTunnelSuccessfullyEstablished:
      return "DownstreamTunnelSuccessfullyEstablished";
    case AccessLogType::kUpstreamTunnelEstablished:
      return "UpstreamTunnelEstablished";
    case AccessLogType::kUdpTunnelUpstreamConnected:
      return "UdpTunnelUpstreamConnected";
    case AccessLogType::kUdpPeriodic:
      return "UdpPeriodic";
    case AccessLogType::kUdpSessionEnd:
      return "UdpSessionEnd";
  }
  return "NotSet";
}

}  // namespace nuncio::record

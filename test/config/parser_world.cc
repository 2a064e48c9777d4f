#include "test/config/parser_world.h"

#include <google/protobuf/wrappers.pb.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"

namespace nuncio::config {
namespace {

using google::protobuf::Any;
using HttpFactory = std::shared_ptr<const filter::HttpFilterFactory>;
using TerminalFactory = std::shared_ptr<const filter::TerminalFilterFactory>;

template <typename Message>
std::string ValueOf(const Any& any) {
  Message message;
  any.UnpackTo(&message);
  return absl::StrCat(message.value());
}

HttpFilterExtension TestFilter(std::vector<std::string>& noted) {
  HttpFilterExtension out;
  out.name = "test.filter";
  out.type = "google.protobuf.StringValue";
  out.route_type = "google.protobuf.UInt32Value";
  out.parse = [&noted](const Any& any, Scope&) -> HttpFilterMaker {
    noted.push_back("http filter " + ValueOf<google::protobuf::StringValue>(any));
    return [](Making&, absl::string_view) { return HttpFactory(); };
  };
  out.parse_route = [](const Any& any, Scope&) -> std::shared_ptr<const void> {
    google::protobuf::UInt32Value value;
    any.UnpackTo(&value);
    return std::make_shared<uint32_t>(value.value());
  };
  return out;
}

HttpFilterExtension TestEnd(std::vector<std::string>& noted) {
  HttpFilterExtension out;
  out.name = "test.end";
  out.type = "google.protobuf.BytesValue";
  out.terminal = true;
  out.parse = [&noted](const Any& any, Scope&) -> HttpFilterMaker {
    noted.push_back("last http filter " + ValueOf<google::protobuf::BytesValue>(any));
    return [](Making&, absl::string_view) { return HttpFactory(); };
  };
  return out;
}

NetworkFilterExtension TestNetworkFilter(std::vector<std::string>& noted) {
  return {"test.network", "google.protobuf.StringValue",
          [&noted](const Any& any, Scope&) -> TerminalMaker {
            noted.push_back("network filter " + ValueOf<google::protobuf::StringValue>(any));
            return [](Making&) { return TerminalFactory(); };
          }};
}

}  // namespace

ParserWorld::ParserWorld()
    : extensions({TestNetworkFilter(noted)}, {TestFilter(noted), TestEnd(noted)}),
      environment{extensions, numbers} {
  environment.hostname = "host-1";
  environment.node_id = "node-1";
  environment.node_cluster = "cluster-1";
  environment.grpc_targets["xds"] = {"ipv4:127.0.0.1:18000"};
  environment.has_ads = true;
}

}  // namespace nuncio::config

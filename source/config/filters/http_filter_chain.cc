#include "source/config/filters/http_filter_chain.h"

#include <utility>

#include "source/base/status_macros.h"
#include "source/config/shared/typed_config.h"

namespace nuncio::config {
namespace {

using Message = ::envoy::extensions::filters::network::http_connection_manager::v3::HttpFilter;

struct Found {
  const HttpFilterExtension* extension = nullptr;
  google::protobuf::Any config;
};

// Without an extension where there is none in this build; a complaint is made unless the filter may
// be left out.
Found FindExtension(const Message& filter, Scope& scope) {
  if (filter.has_config_discovery()) {
    scope.FailAt("config_discovery", "is not supported");
    return {};
  }
  const auto step = scope.Field("typed_config");
  if (!filter.has_typed_config() || filter.typed_config().type_url().empty()) {
    if (!filter.is_optional()) {
      scope.Fail("must be given: a filter is found by its type", filter.name());
    }
    return {};
  }
  auto config = ResolveTypedConfig(filter.typed_config(), scope);
  if (!config.has_value()) return {};
  const HttpFilterExtension* found = scope.environment().extensions.FindHttpFilter(config->type);
  if (found == nullptr && !filter.is_optional()) {
    scope.Fail("must be the type of a known HTTP filter", config->type);
  }
  return {found, std::move(config->any)};
}

}  // namespace

std::vector<HttpFilterPlan> ParseHttpFilters(const Repeated<Message>& filters, Scope& scope) {
  std::vector<HttpFilterPlan> out;
  for (int i = 0; i < filters.size(); ++i) {
    const auto step = scope.Index(i);
    const Message& filter = filters[i];
    const Found found = FindExtension(filter, scope);
    const HttpFilterExtension* const extension = found.extension;
    if (extension == nullptr) continue;
    const bool last = i + 1 == filters.size();
    if (extension->terminal && !last) {
      scope.Fail("must be the last filter: it answers every request", filter.name());
    } else if (!extension->terminal && last) {
      scope.Fail("must be followed by a filter that answers requests, such as the router",
                 filter.name());
    } else if (extension->terminal && filter.disabled()) {
      scope.FailAt("disabled", "must not be set for the last filter");
    }
    const auto field = scope.Field("typed_config");
    const auto type = scope.Type(extension->type);
    HttpFilterMaker maker = extension->parse(found.config, scope);
    if (maker == nullptr) continue;
    out.push_back({filter.name(), scope.environment().filter_numbers.Intern(filter.name()),
                   std::move(maker), filter.disabled()});
  }
  return out;
}

absl::StatusOr<filter::HttpFilterEntries> MakeHttpFilters(const std::vector<HttpFilterPlan>& plans,
                                                          Making& making,
                                                          absl::string_view stat_prefix) {
  filter::HttpFilterEntries out;
  for (const HttpFilterPlan& plan : plans) {
    NUNCIO_ASSIGN_OR_RETURN(std::shared_ptr<const filter::HttpFilterFactory> factory,
                            plan.maker(making, stat_prefix));
    out.push_back({plan.name, plan.id, std::move(factory), plan.disabled});
  }
  return out;
}

}  // namespace nuncio::config

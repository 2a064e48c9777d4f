#include "source/admin/listeners_page.h"

#include <functional>

#include "absl/strings/str_cat.h"
#include "source/admin/json_address.h"
#include "source/schema/json_writer.h"

namespace nuncio::admin {
namespace {

void ForEachActive(const listener::ListenerSet& listeners,
                   const std::function<void(const listener::ListenerView&)>& visit) {
  listeners.ForEach([&visit](const listener::ListenerView& view) {
    if (view.state == listener::ListenerState::kActive) visit(view);
  });
}

std::string Text(const listener::ListenerSet& listeners) {
  std::string text;
  ForEachActive(listeners, [&text](const listener::ListenerView& view) {
    for (const network::Address& address : view.addresses) {
      absl::StrAppend(&text, view.options.name, "::", address.ToString(), "\n");
    }
  });
  return text;
}

std::string Json(const listener::ListenerSet& listeners) {
  schema::JsonWriter json(true);
  json.BeginMap();
  json.Key("listener_statuses");
  json.BeginList();
  ForEachActive(listeners, [&json](const listener::ListenerView& view) {
    json.BeginMap();
    json.Key("name");
    json.String(view.options.name);
    for (size_t i = 0; i < view.addresses.size(); ++i) {
      if (i == 0) {
        json.Key("local_address");
      } else if (i == 1) {
        json.Key("additional_local_addresses");
        json.BeginList();
      }
      WriteAddress(view.addresses[i], json);
    }
    if (view.addresses.size() > 1) json.EndList();
    json.EndMap();
  });
  json.EndList();
  json.EndMap();
  return json.Take() + "\n";
}

}  // namespace

void AddListenersPage(const listener::ListenerSet& listeners, PageBook& pages) {
  pages.Add({"/listeners",
             "print listener info",
             false,
             [&listeners](const Request& request) {
               if (request.query.Get("format").value_or("") == "json") {
                 return Response{200, Json(listeners), std::string(kJson)};
               }
               return Response{200, Text(listeners)};
             },
             {{"format", "how to write the page", {"text", "json"}}}});
}

}  // namespace nuncio::admin

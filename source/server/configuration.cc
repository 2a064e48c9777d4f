#include "source/server/configuration.h"

#include <unistd.h>

#include <utility>

#include "source/config/bootstrap/node_info.h"
#include "source/server/version.h"

namespace nuncio::server {
namespace {

std::string Hostname() {
  char name[256] = {};
  return gethostname(name, sizeof(name) - 1) == 0 ? name : "";
}

schema::HonouredOptions HonouredOptionsOf(const Options& options, base::Logger& log) {
  schema::HonouredOptions out;
  out.refuse_not_honoured = options.reject_unsupported_fields;
  out.skip_deprecated = options.skip_deprecated_logs;
  out.warn = [&log](absl::string_view text) { log.Warning("config", text); };
  return out;
}

}  // namespace

Configuration::Configuration(const Options& options, config::Extensions extensions,
                             base::Logger& log)
    : options_(options),
      extensions_(std::move(extensions)),
      environment_{extensions_, filter_numbers_, Hostname()},
      honoured_(HonouredOptionsOf(options, log)),
      note_unknown_fields_(options.ignore_unknown_dynamic_fields
                               ? std::function<void()>()
                               : [this] { ++dynamic_unknown_fields_; }),
      types_({environment_, validator_, honoured_, options.reject_unknown_dynamic_fields,
              note_unknown_fields_}),
      log_(log) {}

xds::client::UnknownFieldPolicy Configuration::unknown_field_policy() const {
  return {options_.reject_unknown_dynamic_fields, note_unknown_fields_};
}

bool Configuration::Load(schema::ConfigErrors& errors) {
  environment_.check_files = true;
  config::BootstrapFileOptions file_options;
  file_options.path = options_.config_path;
  file_options.yaml = options_.config_yaml;
  file_options.allow_unknown_fields = options_.allow_unknown_static_fields;
  file_options.service_node = options_.service_node;
  file_options.service_cluster = options_.service_cluster;
  file_options.service_zone = options_.service_zone;
  if (!config::ReadBootstrap(file_options, file_, errors)) return false;
  for (const schema::ConfigError& warning : file_.warnings.list()) {
    log_.Warning("config", warning.ToString());
  }
  environment_.allow_unknown_static_fields = options_.allow_unknown_static_fields;
  bootstrap_ = config::ParseBootstrap(file_.message, validator_, honoured_, environment_, errors);
  if (bootstrap_ != nullptr) {
    config::CompleteNode(extensions_, ShortVersion(), file_);
    return true;
  }
  file_.positions.Annotate(errors);
  return false;
}

}  // namespace nuncio::server

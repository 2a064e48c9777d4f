#ifndef NUNCIO_SOURCE_SERVER_CONFIGURATION_H_
#define NUNCIO_SOURCE_SERVER_CONFIGURATION_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include "source/base/log.h"
#include "source/config/bootstrap/bootstrap.h"
#include "source/config/bootstrap/bootstrap_file.h"
#include "source/config/resource_types.h"
#include "source/config/shared/environment.h"
#include "source/config/shared/extensions.h"
#include "source/schema/config_error.h"
#include "source/schema/honoured.h"
#include "source/schema/validator.h"
#include "source/server/options.h"
#include "source/xds/client/unknown_field_policy.h"

namespace nuncio::server {

// The bootstrap, and what reads it and every later resource. The same for serving and for
// --mode validate.
//
// Owned by main(); outlives the server. Load on main; reading resources on any thread.
class Configuration {
 public:
  // `log` outlives it.
  Configuration(const Options& options, config::Extensions extensions, base::Logger& log);

  // Reads and checks everything. False with all that is wrong in `errors`.
  bool Load(schema::ConfigErrors& errors);

  // After a Load that went well.
  const config::BootstrapConfig& bootstrap() const { return *bootstrap_; }
  const config::BootstrapFile& file() const { return file_; }
  const config::ResourceTypes& types() const { return types_; }
  const config::Extensions& extensions() const { return extensions_; }
  const schema::HonouredReport& honoured() const { return honoured_; }
  // Of files of resources; the same as of resources over the network.
  xds::client::UnknownFieldPolicy unknown_field_policy() const;
  // Discovered resources and files with fields that nobody knows.
  uint64_t dynamic_unknown_fields() const { return dynamic_unknown_fields_; }

 private:
  const Options options_;
  const config::Extensions extensions_;
  config::FilterNumbers filter_numbers_;
  config::Environment environment_;
  schema::Validator validator_;
  schema::HonouredReport honoured_;
  std::atomic<uint64_t> dynamic_unknown_fields_{0};
  const std::function<void()> note_unknown_fields_;
  config::ResourceTypes types_;
  base::Logger& log_;
  config::BootstrapFile file_;
  std::shared_ptr<const config::BootstrapConfig> bootstrap_;
};

}  // namespace nuncio::server

#endif  // NUNCIO_SOURCE_SERVER_CONFIGURATION_H_

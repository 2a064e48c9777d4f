#ifndef NUNCIO_SOURCE_CONFIG_BOOTSTRAP_RUNTIME_LAYERS_H_
#define NUNCIO_SOURCE_CONFIG_BOOTSTRAP_RUNTIME_LAYERS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "envoy/config/bootstrap/v3/bootstrap.pb.h"
#include "source/config/shared/scope.h"
#include "source/runtime/values.h"

namespace nuncio::config {

// One layer of runtime keys: fixed by the bootstrap, or changed by the admin.
struct RuntimeLayer {
  std::string name;
  bool admin = false;
  std::map<std::string, runtime::Value, std::less<>> values;
};

// The layers of runtime keys, the later ones over the earlier. A value; the server keeps one on
// main and publishes what Merge makes of it.
class RuntimeLayers {
 public:
  RuntimeLayers() = default;
  explicit RuntimeLayers(std::vector<RuntimeLayer> layers) : layers_(std::move(layers)) {}

  const std::vector<RuntimeLayer>& layers() const { return layers_; }
  // Every key with the value of the last layer in which it is not empty.
  runtime::Values Merge() const;

  bool has_admin_layer() const;
  // In the admin layer, which must be there; an empty value takes the key out.
  void SetByAdmin(const std::string& key, const std::string& value);
  // Keys in the admin layer.
  size_t admin_overrides() const;

 private:
  std::vector<RuntimeLayer> layers_;
};

RuntimeLayers ParseRuntimeLayers(const envoy::config::bootstrap::v3::LayeredRuntime& runtime,
                                 Scope& scope);

}  // namespace nuncio::config

#endif  // NUNCIO_SOURCE_CONFIG_BOOTSTRAP_RUNTIME_LAYERS_H_

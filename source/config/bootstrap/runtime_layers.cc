#include "source/config/bootstrap/runtime_layers.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace nuncio::config {
namespace {

using Message = ::envoy::config::bootstrap::v3::RuntimeLayer;
using Values = std::map<std::string, runtime::Value, std::less<>>;

// A text as the admin writes one: it may stand for a number or a flag.
runtime::Value FromText(const std::string& text) {
  runtime::Value out;
  out.text = text;
  double number = 0;
  if (absl::SimpleAtod(text, &number)) out.number = number;
  if (text == "true") out.flag = true;
  if (text == "false") out.flag = false;
  return out;
}

runtime::Value FromNumber(double number) {
  runtime::Value out;
  out.text = absl::StrCat(absl::SixDigits(number));
  out.number = number;
  return out;
}

runtime::Value FromFlag(bool flag) {
  runtime::Value out;
  out.text = flag ? "true" : "false";
  out.flag = flag;
  return out;
}

// A struct that is a FractionalPercent.
absl::optional<runtime::Value> FromFraction(const google::protobuf::Struct& fields) {
  const auto numerator = fields.fields().find("numerator");
  if (numerator == fields.fields().end() || !numerator->second.has_number_value()) {
    return absl::nullopt;
  }
  runtime::Fraction fraction;
  fraction.numerator = static_cast<uint32_t>(std::max(0.0, numerator->second.number_value()));
  const auto denominator = fields.fields().find("denominator");
  const std::string text =
      denominator == fields.fields().end() ? "HUNDRED" : denominator->second.string_value();
  fraction.denominator = text == "MILLION" ? 1'000'000 : text == "TEN_THOUSAND" ? 10'000 : 100;
  runtime::Value out;
  out.text = absl::StrCat(fraction.numerator, "/", fraction.denominator);
  out.fraction = fraction;
  return out;
}

void Add(const std::string& key, const google::protobuf::Value& value, Scope& scope, Values& out) {
  switch (value.kind_case()) {
    case google::protobuf::Value::kNumberValue:
      out[key] = FromNumber(value.number_value());
      return;
    case google::protobuf::Value::kBoolValue:
      out[key] = FromFlag(value.bool_value());
      return;
    case google::protobuf::Value::kStringValue:
      out[key] = FromText(value.string_value());
      return;
    case google::protobuf::Value::kStructValue:
      if (const auto fraction = FromFraction(value.struct_value())) {
        out[key] = *fraction;
        return;
      }
      for (const auto& [name, inner] : value.struct_value().fields()) {
        Add(absl::StrCat(key, ".", name), inner, scope, out);
      }
      return;
    default:
      scope.Fail("must hold numbers, texts, flags and structs of them", key);
  }
}

RuntimeLayer ParseLayer(const Message& message, Scope& scope) {
  RuntimeLayer out;
  out.name = message.name();
  out.admin = message.has_admin_layer();
  if (message.has_rtds_layer()) scope.FailAt("rtds_layer", "is not supported");
  const auto step = scope.Field("static_layer");
  for (const auto& [key, value] : message.static_layer().fields()) {
    Add(key, value, scope, out.values);
  }
  return out;
}

}  // namespace

runtime::Values RuntimeLayers::Merge() const {
  runtime::Values out;
  for (const RuntimeLayer& layer : layers_) {
    for (const auto& [key, value] : layer.values) {
      runtime::Value& merged = out.entries[key];
      if (!value.text.empty()) merged = value;
    }
  }
  return out;
}

bool RuntimeLayers::has_admin_layer() const {
  return std::any_of(layers_.begin(), layers_.end(), [](const auto& layer) { return layer.admin; });
}

void RuntimeLayers::SetByAdmin(const std::string& key, const std::string& value) {
  for (RuntimeLayer& layer : layers_) {
    if (!layer.admin) continue;
    if (value.empty()) {
      layer.values.erase(key);
    } else {
      layer.values[key] = FromText(value);
    }
  }
}

size_t RuntimeLayers::admin_overrides() const {
  size_t count = 0;
  for (const RuntimeLayer& layer : layers_) count += layer.admin ? layer.values.size() : 0;
  return count;
}

RuntimeLayers ParseRuntimeLayers(const envoy::config::bootstrap::v3::LayeredRuntime& runtime,
                                 Scope& scope) {
  std::vector<RuntimeLayer> layers;
  std::set<std::string> names;
  bool admin = false;
  const auto list = scope.Field("layers");
  for (int i = 0; i < runtime.layers_size(); ++i) {
    const auto step = scope.Index(i);
    layers.push_back(ParseLayer(runtime.layers(i), scope));
    if (!names.insert(layers.back().name).second) {
      scope.FailAt("name", "must not be that of another layer", layers.back().name);
    }
    if (layers.back().admin && std::exchange(admin, true)) {
      scope.FailAt("admin_layer", "must stand once only");
    }
  }
  return RuntimeLayers(std::move(layers));
}

}  // namespace nuncio::config

#include "source/config/shared/scope.h"

namespace nuncio::config {

void Scope::Fail(absl::string_view rule, absl::string_view value, absl::string_view hint) {
  schema::ConfigError error;
  error.resource = resource_;
  error.field_path = path_.ToString();
  error.rule = std::string(rule);
  if (!value.empty()) error.value = schema::QuoteValue(value);
  error.hint = std::string(hint);
  errors_.Add(std::move(error));
}

void Scope::FailAt(absl::string_view field, absl::string_view rule, absl::string_view value,
                   absl::string_view hint) {
  const auto step = Field(field);
  Fail(rule, value, hint);
}

}  // namespace nuncio::config

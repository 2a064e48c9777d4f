#include "source/config/substitution_format.h"

#include <utility>

#include "absl/status/statusor.h"
#include "source/config/core_values.h"

namespace nuncio::config {
namespace {

namespace core = ::envoy::config::core::v3;

format::FormatOptions OptionsOf(const core::SubstitutionFormatString& format, Scope& scope) {
  format::FormatOptions options;
  options.omit_empty_values = format.omit_empty_values();
  options.hostname = scope.environment().hostname;
  if (format.formatters_size() > 0) {
    scope.FailAt("formatters", "is not supported: no formatter extension is known",
                 format.formatters(0).name());
  }
  return options;
}

std::optional<format::BodyFormat> ParseText(absl::string_view text,
                                            const core::SubstitutionFormatString& format,
                                            Scope& scope) {
  absl::StatusOr<format::Formatter> parsed =
      format::Formatter::Parse(text, OptionsOf(format, scope));
  if (parsed.ok()) return format::BodyFormat::Text(*std::move(parsed), format.content_type());
  scope.Fail(parsed.status().message(), text);
  return std::nullopt;
}

}  // namespace

std::optional<format::BodyFormat> ParseSubstitutionFormat(
    const core::SubstitutionFormatString& format, Scope& scope) {
  switch (format.format_case()) {
    case core::SubstitutionFormatString::kTextFormat: {
      const auto step = scope.Field("text_format");
      return ParseText(format.text_format(), format, scope);
    }
    case core::SubstitutionFormatString::kTextFormatSource: {
      const auto step = scope.Field("text_format_source");
      const auto text = ReadDataSource(format.text_format_source(), scope);
      if (!text.has_value()) return std::nullopt;
      return ParseText(*text, format, scope);
    }
    case core::SubstitutionFormatString::kJsonFormat: {
      const auto step = scope.Field("json_format");
      absl::StatusOr<format::JsonFormatter> parsed =
          format::JsonFormatter::Parse(ToStruct(format.json_format()), OptionsOf(format, scope));
      if (parsed.ok()) return format::BodyFormat::Json(*std::move(parsed), format.content_type());
      scope.Fail(parsed.status().message());
      return std::nullopt;
    }
    case core::SubstitutionFormatString::FORMAT_NOT_SET:
      scope.Fail("must have a format");
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<format::Formatter> ParseFormatter(absl::string_view text, Scope& scope,
                                                bool omit_empty_values) {
  format::FormatOptions options;
  options.omit_empty_values = omit_empty_values;
  options.hostname = scope.environment().hostname;
  absl::StatusOr<format::Formatter> parsed = format::Formatter::Parse(text, options);
  if (parsed.ok()) return *std::move(parsed);
  scope.Fail(parsed.status().message(), text);
  return std::nullopt;
}

}  // namespace nuncio::config

#include "source/config/shared/substitution_format.h"

#include <utility>

#include "absl/status/statusor.h"
#include "envoy/extensions/formatter/req_without_query/v3/req_without_query.pb.h"
#include "source/config/shared/core_values.h"
#include "source/config/shared/extension_type.h"

namespace nuncio::config {
namespace {

namespace core = ::envoy::config::core::v3;
using ReqWithoutQuery = ::envoy::extensions::formatter::req_without_query::v3::ReqWithoutQuery;

format::FormatOptions OptionsOf(const core::SubstitutionFormatString& format, Scope& scope) {
  format::FormatOptions options;
  options.omit_empty_values = format.omit_empty_values();
  options.hostname = scope.environment().hostname;
  const auto list = scope.Field("formatters");
  for (int i = 0; i < format.formatters_size(); ++i) {
    const auto step = scope.Index(i);
    if (HoldsA<ReqWithoutQuery>(format.formatters(i).typed_config())) {
      options.req_without_query = true;
    } else {
      scope.Fail("is not a known extension", format.formatters(i).name());
    }
  }
  return options;
}

std::optional<format::BodyFormat> ParseText(absl::string_view text, absl::string_view content_type,
                                            const format::FormatOptions& options, Scope& scope) {
  absl::StatusOr<format::Formatter> parsed = format::Formatter::Parse(text, options);
  if (parsed.ok()) return format::BodyFormat::Text(*std::move(parsed), content_type);
  scope.Fail(parsed.status().message(), text);
  return std::nullopt;
}

}  // namespace

std::optional<format::BodyFormat> ParseSubstitutionFormat(
    const core::SubstitutionFormatString& format, Scope& scope) {
  const format::FormatOptions options = OptionsOf(format, scope);
  switch (format.format_case()) {
    case core::SubstitutionFormatString::kTextFormat: {
      const auto step = scope.Field("text_format");
      return ParseText(format.text_format(), format.content_type(), options, scope);
    }
    case core::SubstitutionFormatString::kTextFormatSource: {
      const auto step = scope.Field("text_format_source");
      const auto text = ReadDataSource(format.text_format_source(), scope);
      if (!text.has_value()) return std::nullopt;
      return ParseText(*text, format.content_type(), options, scope);
    }
    case core::SubstitutionFormatString::kJsonFormat: {
      const auto step = scope.Field("json_format");
      absl::StatusOr<format::JsonFormatter> parsed =
          format::JsonFormatter::Parse(ToStruct(format.json_format()), options);
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

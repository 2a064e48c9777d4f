#include "test/config/lines.h"

#include "source/base/arena.h"
#include "source/http/message.h"
#include "source/record/request_record.h"

namespace nuncio::config {
namespace {

constexpr const char* kSamples[] = {"", "a", "A", "ab", "ba", "cac", "5"};

std::string Quoted(absl::string_view text) { return text.empty() ? "''" : std::string(text); }

// A request for formats and rules.
struct Request {
  Request() {
    head.method = "GET";
    head.scheme = "http";
    head.authority = "example.com";
    head.has_authority = true;
    head.path = "/p";
    head.headers.Add("x-a", "1");
    record.request = &head;
  }

  base::Arena arena;
  record::ConnectionRecord connection;
  record::RequestRecord record{arena, connection};
  http::RequestHead head{arena};
};

std::string TextOf(const http::HeaderList& headers) {
  std::vector<std::string> fields;
  for (const http::HeaderField& field : headers) {
    fields.push_back(absl::StrCat(field.name, "=", field.value));
  }
  return absl::StrJoin(fields, " ");
}

}  // namespace

std::string Text(base::Duration value) {
  return absl::StrCat(std::chrono::duration_cast<std::chrono::milliseconds>(value).count(), "ms");
}

std::string Text(const network::Address& address) { return address.ToString(); }

std::string Text(const matching::Fraction& fraction) {
  return absl::StrCat(fraction.numerator, "/", fraction.denominator);
}

std::string Text(const matching::RuntimeFraction& fraction) {
  return absl::StrCat(Text(fraction.default_value), " by ", Quoted(fraction.runtime_key));
}

std::string Text(const matching::RegexSubstitution& substitution) {
  return absl::StrCat(substitution.pattern.expression(), " -> ", substitution.substitution);
}

std::string Text(const record::Struct& fields) {
  std::string out;
  record::AppendJson(fields, out);
  return out;
}

std::string Text(const record::Metadata& metadata) {
  std::string out;
  for (const auto& [name, fields] : metadata.filter_metadata) {
    absl::StrAppend(&out, out.empty() ? "" : " ", name, Text(fields));
  }
  return out;
}

std::string Text(const matching::CidrRange& range) { return range.ToString(); }

std::string Text(const format::Formatter& formatter) {
  const Request request;
  return formatter.Format(format::Input(request.record));
}

std::string Text(const format::BodyFormat& body) {
  const Request request;
  std::string out = absl::StrCat(body.content_type(), ": ");
  body.Append(format::Input(request.record), out);
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

std::string Text(const matching::StringMatcher& matcher) {
  std::string out = "takes";
  for (const char* sample : kSamples) {
    if (matcher.Matches(sample)) absl::StrAppend(&out, " ", Quoted(sample));
  }
  return out;
}

std::string Text(const matching::HeaderMatcher& matcher) {
  base::Arena arena;
  std::string out = absl::StrCat(matcher.name(), " takes");
  if (matcher.Matches(http::RequestHead(arena))) absl::StrAppend(&out, " none");
  for (const char* sample : kSamples) {
    http::RequestHead head(arena);
    head.headers.AddCopy(matcher.name(), sample);
    if (matcher.Matches(head)) absl::StrAppend(&out, " ", Quoted(sample));
  }
  return out;
}

std::string Text(const matching::MetadataMatcher& matcher) {
  const record::Value values[] = {
      record::Value(),    record::Value(1.0),  record::Value(7.0),
      record::Value("a"), record::Value(true), record::Value(record::List{record::Value("a")})};
  std::string out = "takes";
  if (matcher.Matches(nullptr)) absl::StrAppend(&out, " none");
  for (const record::Value& value : values) {
    record::Metadata metadata;
    record::Struct inner;
    inner.emplace("k", value);
    metadata.filter_metadata.emplace("f", std::move(inner));
    if (!matcher.Matches(&metadata)) continue;
    out += ' ';
    record::AppendJson(value, out);
  }
  return out;
}

namespace {

template <typename Rules>
std::string TextOfRules(const Rules& rules) {
  Request request;
  http::HeaderList headers(request.arena);
  headers.Add("x-old", "1");
  headers.Add("x-drop", "1");
  rules.Apply(format::Input(request.record), headers);
  return TextOf(headers);
}

}  // namespace

std::string Text(const policy::HeaderRules& rules) { return TextOfRules(rules); }
std::string Text(const policy::HeaderMutations& mutations) { return TextOfRules(mutations); }

}  // namespace nuncio::config

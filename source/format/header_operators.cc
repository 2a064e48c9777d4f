#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "source/base/status_macros.h"
#include "source/format/grpc_status.h"
#include "source/format/operator.h"
#include "source/http/header_id.h"

namespace nuncio::format {
namespace {

using OptionalText = absl::optional<absl::string_view>;

// A header's name, and what is read where it is missing: "name?alternative".
struct HeaderNames {
  std::string main;
  std::string alternative;

  static absl::StatusOr<HeaderNames> Parse(absl::string_view parameter) {
    const size_t mark = parameter.find('?');
    HeaderNames names{absl::AsciiStrToLower(parameter.substr(0, mark)), ""};
    if (mark != absl::string_view::npos) {
      names.alternative = absl::AsciiStrToLower(parameter.substr(mark + 1));
    }
    if (names.alternative.find('?') != std::string::npos) {
      return absl::InvalidArgumentError("it takes at most one alternative header");
    }
    return names;
  }

  // `find` gives the value of a name.
  template <typename Find>
  OptionalText Value(Find find) const {
    OptionalText value = find(main);
    if (!value && !alternative.empty()) value = find(alternative);
    return value;
  }
};

OptionalText FindIn(const http::HeaderList& list, absl::string_view name) {
  const http::HeaderField* const field = list.Find(name);
  return field == nullptr ? OptionalText() : field->value;
}

OptionalText FindIn(const http::RequestHead& head, absl::string_view name) {
  return http::FindValue(head, name);
}

// The text of a status must not depend on the response's arena: it is what is left to the caller.
bool PutFrom(const HeaderNames& names, const http::ResponseHead& head, std::string& out) {
  for (const std::string* const name : {&names.main, &names.alternative}) {
    if (*name == ":status") return PutNumber(head.status, out);
    if (name->empty()) continue;
    if (const OptionalText value = FindIn(head.headers, *name)) return Put(*value, out);
  }
  return false;
}

absl::StatusOr<Operator> MakeRequestHeader(const Command& command, const FormatOptions&) {
  NUNCIO_ASSIGN_OR_RETURN(HeaderNames names, HeaderNames::Parse(*command.parameter));
  return Operator(
      Operator::Kind::kText, [names = std::move(names)](const Input& input, std::string& out) {
        if (input.request == nullptr) return false;
        const OptionalText value =
            names.Value([&](absl::string_view name) { return FindIn(*input.request, name); });
        return value && Put(*value, out);
      });
}

absl::StatusOr<Operator> MakeWithoutQuery(const Command& command, const FormatOptions&) {
  NUNCIO_ASSIGN_OR_RETURN(HeaderNames names, HeaderNames::Parse(*command.parameter));
  return Operator(
      Operator::Kind::kText, [names = std::move(names)](const Input& input, std::string& out) {
        if (input.request == nullptr) return false;
        const OptionalText value =
            names.Value([&](absl::string_view name) { return FindIn(*input.request, name); });
        return value && Put(value->substr(0, value->find('?')), out);
      });
}

absl::StatusOr<Operator> MakeResponseHeader(const Command& command, const FormatOptions&) {
  NUNCIO_ASSIGN_OR_RETURN(HeaderNames names, HeaderNames::Parse(*command.parameter));
  return Operator(Operator::Kind::kText,
                  [names = std::move(names)](const Input& input, std::string& out) {
                    return input.response != nullptr && PutFrom(names, *input.response, out);
                  });
}

absl::StatusOr<Operator> MakeTrailer(const Command& command, const FormatOptions&) {
  NUNCIO_ASSIGN_OR_RETURN(HeaderNames names, HeaderNames::Parse(*command.parameter));
  return Operator(Operator::Kind::kText, [names = std::move(names)](const Input& input,
                                                                    std::string& out) {
    if (input.response_trailers == nullptr) return false;
    const OptionalText value =
        names.Value([&](absl::string_view name) { return FindIn(*input.response_trailers, name); });
    return value && Put(*value, out);
  });
}

// Which path: as the client sent it, as it is now, or the first of them that there is.
enum class PathSource : uint8_t { kOriginalOrPath, kOriginal, kPath };

OptionalText PathFrom(PathSource source, const Input& input) {
  if (input.request == nullptr) return absl::nullopt;
  OptionalText path;
  if (source != PathSource::kPath) path = FindIn(*input.request, "x-envoy-original-path");
  if (!path && source != PathSource::kOriginal) path = FindIn(*input.request, ":path");
  return path;
}

absl::StatusOr<Operator> MakePath(const Command& command, const FormatOptions&) {
  const absl::string_view parameter = command.parameter.value_or("");
  const size_t colon = parameter.find(':');
  const absl::string_view query = parameter.substr(0, colon);
  absl::string_view which;
  if (colon != absl::string_view::npos) which = parameter.substr(colon + 1);
  if (!query.empty() && query != "WQ" && query != "NQ") {
    return absl::InvalidArgumentError(absl::StrCat("'", query, "' is neither WQ nor NQ"));
  }
  PathSource source = PathSource::kOriginalOrPath;
  if (which == "ORIG") {
    source = PathSource::kOriginal;
  } else if (which == "PATH") {
    source = PathSource::kPath;
  } else if (!which.empty() && which != "ORIG_OR_PATH") {
    return absl::InvalidArgumentError(
        absl::StrCat("'", which, "' is none of ORIG, PATH and ORIG_OR_PATH"));
  }
  return Operator(Operator::Kind::kText,
                  [source, with_query = query != "NQ"](const Input& input, std::string& out) {
                    const OptionalText path = PathFrom(source, input);
                    if (!path) return false;
                    return Put(with_query ? *path : path->substr(0, path->find('?')), out);
                  });
}

OptionalText QueryFrom(const Input& input) {
  const OptionalText path = PathFrom(PathSource::kOriginalOrPath, input);
  if (!path) return absl::nullopt;
  const size_t mark = path->find('?');
  if (mark == absl::string_view::npos) return absl::nullopt;
  return path->substr(mark + 1);
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void AppendDecoded(absl::string_view text, std::string& out) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 &&
        HexDigit(text[i + 2]) >= 0) {
      out.push_back(static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
}

absl::StatusOr<Operator> MakeQueryParameter(const Command& command, const FormatOptions&) {
  return Operator(Operator::Kind::kText,
                  [name = std::string(*command.parameter)](const Input& input, std::string& out) {
                    OptionalText query = QueryFrom(input);
                    while (query && !query->empty()) {
                      const absl::string_view parameter = query->substr(0, query->find('&'));
                      query->remove_prefix(std::min(parameter.size() + 1, query->size()));
                      const size_t equals = parameter.find('=');
                      if (parameter.substr(0, equals) != name) continue;
                      if (equals != absl::string_view::npos)
                        AppendDecoded(parameter.substr(equals + 1), out);
                      return true;
                    }
                    return false;
                  });
}

absl::StatusOr<Operator> MakeQueryParameters(const Command& command, const FormatOptions&) {
  const absl::string_view form = command.parameter.value_or("");
  if (!form.empty() && form != "ORIG" && form != "DECODED") {
    return absl::InvalidArgumentError(absl::StrCat("'", form, "' is neither ORIG nor DECODED"));
  }
  return Operator(Operator::Kind::kText, [](const Input& input, std::string& out) {
    const OptionalText query = QueryFrom(input);
    return query && Put(*query, out);
  });
}

absl::StatusOr<Operator> MakeGrpcStatus(const Command& command, const FormatOptions&) {
  const absl::string_view form = command.parameter.value_or("CAMEL_STRING");
  if (form == "NUMBER") {
    return Operator(Operator::Kind::kNumber, [](const Input& input, std::string& out) {
      const auto status = GrpcStatusOf(input);
      return status && PutNumber(*status, out);
    });
  }
  if (form != "CAMEL_STRING" && form != "SNAKE_STRING") {
    return absl::InvalidArgumentError(
        absl::StrCat("'", form, "' is none of CAMEL_STRING, SNAKE_STRING and NUMBER"));
  }
  return Operator(Operator::Kind::kText,
                  [snake = form == "SNAKE_STRING"](const Input& input, std::string& out) {
                    const auto status = GrpcStatusOf(input);
                    if (!status) return false;
                    const absl::string_view name = GrpcStatusName(*status, snake);
                    return name.empty() ? PutNumber(*status, out) : Put(name, out);
                  });
}

bool GrpcStatusNumber(const Input& input, std::string& out) {
  const auto status = GrpcStatusOf(input);
  return status && PutNumber(*status, out);
}

// Pseudo headers count as the headers that they were.
bool RequestHeadersBytes(const Input& input, std::string& out) {
  if (input.request == nullptr) return PutNumber(0, out);
  const http::RequestHead& head = *input.request;
  uint64_t bytes = head.headers.ByteSize();
  const std::pair<absl::string_view, absl::string_view> pseudo[] = {{":method", head.method},
                                                                    {":path", head.path},
                                                                    {":scheme", head.scheme},
                                                                    {":authority", head.authority}};
  for (const auto& [name, value] : pseudo) {
    if (!value.empty()) bytes += name.size() + value.size();
  }
  return PutNumber(bytes, out);
}

bool ResponseHeadersBytes(const Input& input, std::string& out) {
  constexpr uint64_t kStatusBytes = 10;  // ":status" and three digits
  return PutNumber(
      input.response == nullptr ? 0 : input.response->headers.ByteSize() + kStatusBytes, out);
}

bool ResponseTrailersBytes(const Input& input, std::string& out) {
  return PutNumber(input.response_trailers == nullptr ? 0 : input.response_trailers->ByteSize(),
                   out);
}

constexpr OperatorSpec kOperators[] = {
    Made("REQ", Parameter::kRequired, true, &MakeRequestHeader),
    Made("REQUEST_HEADER", Parameter::kRequired, true, &MakeRequestHeader),
    Made("REQ_WITHOUT_QUERY", Parameter::kRequired, true, &MakeWithoutQuery),
    Made("RESP", Parameter::kRequired, true, &MakeResponseHeader),
    Made("RESPONSE_HEADER", Parameter::kRequired, true, &MakeResponseHeader),
    Made("TRAILER", Parameter::kRequired, true, &MakeTrailer),
    Made("RESPONSE_TRAILER", Parameter::kRequired, true, &MakeTrailer),
    Made("PATH", Parameter::kOptional, true, &MakePath),
    Made("QUERY_PARAM", Parameter::kRequired, true, &MakeQueryParameter),
    Made("QUERY_PARAMS", Parameter::kOptional, true, &MakeQueryParameters),
    Made("GRPC_STATUS", Parameter::kOptional, false, &MakeGrpcStatus),
    Number("GRPC_STATUS_NUMBER", &GrpcStatusNumber),
    Number("REQUEST_HEADERS_BYTES", &RequestHeadersBytes),
    Number("RESPONSE_HEADERS_BYTES", &ResponseHeadersBytes),
    Number("RESPONSE_TRAILERS_BYTES", &ResponseTrailersBytes),
};

}  // namespace

absl::Span<const OperatorSpec> HeaderOperators() { return kOperators; }

}  // namespace nuncio::format

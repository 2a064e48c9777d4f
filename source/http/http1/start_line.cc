#include "source/http/http1/start_line.h"

#include <algorithm>

#include "source/http/http1/characters.h"
#include "source/http/http1/errors.h"
#include "source/http/http1/target.h"

namespace nuncio::http::http1 {
namespace {

// Sorted. M-SEARCH is known by the name that it has without its dash.
constexpr absl::string_view kMethods[] = {
    "ACL",       "BIND",    "CHECKOUT", "CONNECT", "COPY",       "DELETE",      "GET",
    "HEAD",      "LINK",    "LOCK",     "MERGE",   "MKACTIVITY", "MKCALENDAR",  "MKCOL",
    "MOVE",      "MSEARCH", "NOTIFY",   "OPTIONS", "PATCH",      "POST",        "PROPFIND",
    "PROPPATCH", "PURGE",   "PUT",      "REBIND",  "REPORT",     "SEARCH",      "SOURCE",
    "SUBSCRIBE", "TRACE",   "UNBIND",   "UNLINK",  "UNLOCK",     "UNSUBSCRIBE",
};

bool IsRegisteredMethod(absl::string_view method) {
  if (method == "GET" || method == "POST") return true;
  return std::binary_search(std::begin(kMethods), std::end(kMethods), method);
}

// `method` is a token.
bool IsServedMethod(absl::string_view method, const ServerOptions& options) {
  if (!options.allow_custom_methods) return IsRegisteredMethod(method);
  return method != "QUERY";
}

// "HTTP/d.d"; gives both digits.
bool ParseVersion(absl::string_view text, int& major, int& minor) {
  if (text.size() != 8 || text.substr(0, 5) != "HTTP/" || text[6] != '.') return false;
  if (!IsDigit(text[5]) || !IsDigit(text[7])) return false;
  major = text[5] - '0';
  minor = text[7] - '0';
  return true;
}

const ProtocolError* ParseTarget(absl::string_view target, const ServerOptions& options,
                                 RequestHead& head, ControlFields& control) {
  if (!IsVisibleText(target)) return &kBadTarget;
  if (head.method == "CONNECT") {
    if (!IsHostAndPort(target)) return &kBadTarget;
    head.kind = RequestKind::kConnect;
    head.path = {};
    head.authority = target;
    head.has_authority = control.authority_from_target = true;
    return nullptr;
  }
  if (target.front() == '/' || (target == "*" && head.method == "OPTIONS")) {
    head.path = target;
    return nullptr;
  }
  AbsoluteTarget absolute;
  if (!ParseAbsoluteTarget(target, absolute)) {
    return HasScheme(target) ? &kBadAbsoluteTarget : &kBadTarget;
  }
  if (!options.allow_absolute_url) {
    head.path = target;
    return nullptr;
  }
  head.scheme = absolute.scheme;
  head.authority = absolute.authority;
  head.has_authority = control.authority_from_target = true;
  head.path = absolute.path;
  if (head.path.empty()) head.path = "/";
  return nullptr;
}

}  // namespace

const ProtocolError* ParseRequestLine(absl::string_view line, const ServerOptions& options,
                                      RequestHead& head, ControlFields& control) {
  const size_t first = line.find(' ');
  if (first == absl::string_view::npos) return &kBadRequestLine;
  head.method = line.substr(0, first);
  if (!IsToken(head.method)) return &kBadRequestLine;
  if (!IsServedMethod(head.method, options)) return &kBadMethod;
  line.remove_prefix(first + 1);

  const size_t second = line.find(' ');
  const absl::string_view target = line.substr(0, second);
  if (target.empty()) return &kBadRequestLine;
  if (const ProtocolError* const error = ParseTarget(target, options, head, control)) return error;
  if (second == absl::string_view::npos) return &kLowVersion;  // HTTP/0.9

  int major = 0;
  int minor = 0;
  if (!ParseVersion(line.substr(second + 1), major, minor)) return &kBadVersion;
  head.protocol = Protocol::kHttp11;
  if (major == 1 && minor == 1) return nullptr;
  if (!options.accept_http_10) return &kLowVersion;
  head.protocol = Protocol::kHttp10;
  return nullptr;
}

bool CanBeginRequestLine(absl::string_view start) {
  return IsToken(start.substr(0, start.find(' ')));
}

bool CanBeginStatusLine(absl::string_view start) {
  constexpr absl::string_view kName = "HTTP/";
  const size_t size = std::min(start.size(), kName.size());
  return start.substr(0, size) == kName.substr(0, size);
}

const ProtocolError* ParseStatusLine(absl::string_view line, ResponseHead& head,
                                     bool& keeps_version) {
  int major = 0;
  int minor = 0;
  if (!ParseVersion(line.substr(0, 8), major, minor)) return &kBadStatusLine;
  keeps_version = major == 1 && minor <= 1;
  head.protocol = major == 1 && minor == 0 ? Protocol::kHttp10 : Protocol::kHttp11;
  line.remove_prefix(8);
  if (line.empty() || line.front() != ' ') return &kBadStatusLine;
  while (!line.empty() && line.front() == ' ') line.remove_prefix(1);

  if (line.size() < 3 || !std::all_of(line.begin(), line.begin() + 3, IsDigit)) {
    return &kBadStatusLine;
  }
  head.status = 100 * (line[0] - '0') + 10 * (line[1] - '0') + (line[2] - '0');
  if (head.status < 100) return &kBadStatusLine;
  // The reason says nothing that anyone uses; it may be missing, even with the space before it.
  line.remove_prefix(3);
  if (!line.empty() && line.front() != ' ') return &kBadStatusLine;
  return FindBadValueByte(line) == line.size() ? nullptr : &kBadStatusLine;
}

}  // namespace nuncio::http::http1

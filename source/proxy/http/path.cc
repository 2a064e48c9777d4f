#include "source/proxy/http/path.h"

#include <algorithm>
#include <cstddef>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"

namespace nuncio::proxy {
namespace {

// A path that is written anew in the arena: never longer than `limit`.
class PathWriter {
 public:
  PathWriter(base::Arena& arena, size_t limit) : begin_(arena.NewArray<char>(limit)) {}
  void Put(char c) { begin_[size_++] = c; }
  void Put(absl::string_view text) {
    for (const char c : text) Put(c);
  }
  // Takes the last segment away, up to and without its "/".
  void DropSegment() {
    while (size_ > 0 && begin_[size_ - 1] != '/') --size_;
    if (size_ > 0) --size_;
  }
  // Makes room for `text` behind the byte at `at`.
  void Insert(size_t at, absl::string_view text) {
    for (const char c : text) Put(c);
    std::rotate(begin_ + at + 1, begin_ + size_ - text.size(), begin_ + size_);
  }
  char at(size_t index) const { return begin_[index]; }
  size_t size() const { return size_; }
  absl::string_view view() const { return {begin_, size_}; }

 private:
  char* const begin_;
  size_t size_ = 0;
};

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The byte that an escape at the front stands for, or -1.
int Escaped(absl::string_view text) {
  if (text.size() < 3 || text[0] != '%') return -1;
  const int high = HexDigit(text[1]);
  const int low = HexDigit(text[2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool IsUnreserved(int c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_' ||
         c == '~';
}

bool NeedsEscape(char c) {
  return absl::string_view("\"<>^`{|}").find(c) != absl::string_view::npos;
}

bool HasEscapedSlash(absl::string_view path) {
  for (size_t i = path.find('%'); i != absl::string_view::npos; i = path.find('%', i + 1)) {
    const int c = Escaped(path.substr(i));
    if (c == '/' || c == '\\') return true;
  }
  return false;
}

absl::string_view UnescapeSlashes(absl::string_view path, base::Arena& arena) {
  PathWriter out(arena, path.size());
  for (size_t i = 0; i < path.size(); ++i) {
    const int c = path[i] == '%' ? Escaped(path.substr(i)) : -1;
    if (c == '/' || c == '\\') {
      out.Put(static_cast<char>(c));
      i += 2;
    } else {
      out.Put(path[i]);
    }
  }
  return out.view();
}

// Escapes a "%" of no escape ("%2") which the bytes that were unescaped behind it have made the
// begin of one: nobody is to unescape twice.
void EscapeStray(size_t stray, PathWriter& out) {
  if (out.size() != stray + 3) return;
  if (HexDigit(out.at(stray + 1)) >= 0 && HexDigit(out.at(stray + 2)) >= 0) {
    out.Insert(stray, "25");
  }
}

// Writes one segment (behind its "/"), escapes what must be and unescapes what need not be. False
// for a NUL.
bool PutSegment(absl::string_view segment, PathWriter& out) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  size_t stray = std::numeric_limits<size_t>::max() / 2;  // the last "%" that begins no escape
  for (size_t i = 0; i < segment.size(); ++i) {
    const char c = segment[i];
    const int escaped = c == '%' ? Escaped(segment.substr(i)) : -1;
    if (escaped == 0) return false;
    if (c == '%' && escaped < 0) stray = out.size();
    if (escaped > 0 && IsUnreserved(escaped)) {
      out.Put(static_cast<char>(escaped));
      i += 2;
    } else if (NeedsEscape(c)) {
      out.Put('%');
      out.Put(kHex[static_cast<unsigned char>(c) / 16]);
      out.Put(kHex[static_cast<unsigned char>(c) % 16]);
    } else {
      out.Put(c);
    }
    EscapeStray(stray, out);
  }
  return true;
}

// Whether the segment, with its escaped dots read, is "." (1) or ".." (2); 0 for neither. What
// follows a ";" is a parameter, which does not hide the dots.
int Dots(absl::string_view segment) {
  segment = segment.substr(0, segment.find(';'));
  int dots = 0;
  while (!segment.empty()) {
    if (segment[0] == '.') {
      segment.remove_prefix(1);
    } else if (Escaped(segment) == '.') {
      segment.remove_prefix(3);
    } else {
      return 0;
    }
    if (++dots > 2) return 0;
  }
  return dots;
}

// Null view when the path holds a NUL.
absl::string_view Normalize(absl::string_view path, base::Arena& arena) {
  PathWriter out(arena, 3 * path.size() + 1);
  size_t at = 0;
  while (at < path.size()) {  // path[at] is the slash before a segment
    size_t end = path.find_first_of("/\\", at + 1);
    const bool last = end == absl::string_view::npos;
    if (last) end = path.size();
    const absl::string_view segment = path.substr(at + 1, end - at - 1);
    const int dots = Dots(segment);
    if (dots == 2) out.DropSegment();
    if (dots == 0) {
      out.Put('/');
      if (!PutSegment(segment, out)) return {};
    } else if (last) {
      out.Put('/');
    }
    at = end;
  }
  if (out.size() == 0) out.Put('/');
  return out.view();
}

absl::string_view MergeSlashes(absl::string_view path, base::Arena& arena) {
  if (path.find("//") == absl::string_view::npos) return path;
  // Of nothing but slashes the first and the last stay: there is no segment to come after one.
  if (path.find_first_not_of('/') == absl::string_view::npos) return path.substr(0, 2);
  PathWriter out(arena, path.size());
  char before = 0;
  for (const char c : path) {
    if (c != '/' || before != '/') out.Put(c);
    before = c;
  }
  return out.view();
}

}  // namespace

PathResult CleanPath(absl::string_view target, const HttpConnectionManagerOptions& options,
                     base::Arena& arena) {
  const size_t query_at = target.find('?');
  const absl::string_view query =
      query_at == absl::string_view::npos ? absl::string_view() : target.substr(query_at);
  const absl::string_view original = target.substr(0, query_at);
  absl::string_view path = original;
  PathOutcome changed = PathOutcome::kChanged;

  using Action = PathWithEscapedSlashesAction;
  const Action action = options.path_with_escaped_slashes_action;
  if (action != Action::kKeepUnchanged && HasEscapedSlash(path)) {
    if (action == Action::kRejectRequest) return {PathOutcome::kRefused, {}};
    if (action == Action::kUnescapeAndRedirect) changed = PathOutcome::kRedirect;
    path = UnescapeSlashes(path, arena);
  }
  if (options.normalize_path && path != "/") {
    path = Normalize(path, arena);
    if (path.data() == nullptr) return {PathOutcome::kRefused, {}};
  }
  if (options.merge_slashes) path = MergeSlashes(path, arena);
  if (path == original) return {};
  // A location that begins with two slashes, of either kind, names another host.
  const bool names_host = absl::StartsWith(path, "//") || absl::StartsWith(path, "/\\");
  if (changed == PathOutcome::kRedirect && names_host) {
    return {changed, arena.Concat("/.", path, query)};
  }
  return {changed, arena.Concat(path, query)};
}

absl::string_view CleanHost(absl::string_view authority, uint16_t local_port,
                            const HttpConnectionManagerOptions& options, base::Arena& arena,
                            bool keep_port) {
  if (authority.empty()) return authority;
  const size_t bracket = authority.rfind(']');
  size_t colon = authority.rfind(':');
  if (colon != absl::string_view::npos && bracket != absl::string_view::npos && colon < bracket) {
    colon = absl::string_view::npos;
  }
  uint32_t port = 0;
  const bool has_port = colon != absl::string_view::npos &&
                        absl::SimpleAtoi(authority.substr(colon + 1), &port) && port <= 65535;
  absl::string_view host = has_port ? authority.substr(0, colon) : authority;
  absl::string_view rest = has_port ? authority.substr(colon) : absl::string_view();
  if (has_port && !keep_port &&
      (options.strip_any_host_port || (options.strip_matching_host_port && port == local_port))) {
    rest = {};
  }
  if (options.strip_trailing_host_dot && !host.empty() && host.back() == '.') {
    host.remove_suffix(1);
    if (!rest.empty()) return arena.Concat(host, rest);
  }
  return rest.empty() ? host : authority;
}

}  // namespace nuncio::proxy

#include "source/matching/uri_template.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "re2/re2.h"
#include "source/base/status_macros.h"

namespace nuncio::matching {
namespace {

constexpr size_t kMaxNames = 5;
constexpr size_t kMaxNameLength = 16;
// What "*" stands for, as expressions: the characters of a path but for the slash.
constexpr absl::string_view kSomeCharacters = "[a-zA-Z0-9\\-._~%!$&'()*+,;:@=]+";
constexpr absl::string_view kAnyCharacters = "[a-zA-Z0-9\\-._~%!$&'()*+,;:@=/]*";

re2::StringPiece ToPiece(absl::string_view text) { return {text.data(), text.size()}; }

absl::Status Wrong(absl::string_view what, absl::string_view where) {
  return absl::InvalidArgumentError(absl::StrCat(what, " '", where, "'"));
}

bool IsLiteral(absl::string_view text) {
  constexpr absl::string_view kMarks = "-._~%!$&'()*+,;:@=";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
           kMarks.find(c) != absl::string_view::npos;
  });
}

absl::Status CheckName(absl::string_view name) {
  const bool valid = !name.empty() && name.size() <= kMaxNameLength &&
                     absl::ascii_isalpha(static_cast<unsigned char>(name[0])) &&
                     std::all_of(name.begin(), name.end(), [](char c) {
                       return c == '_' || absl::ascii_isalnum(static_cast<unsigned char>(c));
                     });
  if (valid) return absl::OkStatus();
  return Wrong("a name is 1 to 16 letters, digits and '_', a letter first, not", name);
}

// Takes what stands before the first `end` (all of it without one) off the front.
absl::string_view TakeUntil(absl::string_view& rest, char end) {
  const absl::string_view taken = rest.substr(0, std::min(rest.find(end), rest.size()));
  rest.remove_prefix(taken.size());
  return taken;
}

// Reads a template and writes an expression for it.
class Reader {
 public:
  explicit Reader(absl::string_view text) : rest_(text) {}

  absl::Status Read() {
    if (!absl::StartsWith(rest_, "/")) return Wrong("a template begins with '/', not as", rest_);
    while (absl::StartsWith(rest_, "/")) {
      absl::StrAppend(&expression_, "/");
      rest_.remove_prefix(1);
      if (rest_.empty()) return absl::OkStatus();
      NUNCIO_RETURN_IF_ERROR(rest_[0] == '{' ? ReadName() : ReadSegment(rest_));
    }
    if (rest_.empty()) return absl::OkStatus();
    if (!IsLiteral(rest_)) return Wrong("only a literal may follow, not", rest_);
    absl::StrAppend(&expression_, re2::RE2::QuoteMeta(ToPiece(rest_)));
    return absl::OkStatus();
  }

  std::string expression() const { return expression_; }
  std::vector<std::string> TakeNames() { return std::move(names_); }

 private:
  absl::Status ReadSegment(absl::string_view& rest) {
    if (absl::StartsWith(rest, "*")) return ReadWildcard(rest);
    const absl::string_view literal = TakeUntil(rest, '/');
    if (!IsLiteral(literal)) return Wrong("not a literal:", literal);
    absl::StrAppend(&expression_, re2::RE2::QuoteMeta(ToPiece(literal)));
    return absl::OkStatus();
  }

  absl::Status ReadWildcard(absl::string_view& rest) {
    if (std::exchange(after_all_, absl::StartsWith(rest, "**"))) {
      return Wrong("only literals may stand behind '**', not", rest);
    }
    absl::StrAppend(&expression_, after_all_ ? kAnyCharacters : kSomeCharacters);
    rest.remove_prefix(after_all_ ? 2 : 1);
    return absl::OkStatus();
  }

  absl::Status ReadName() {
    const absl::string_view whole = rest_;
    rest_.remove_prefix(1);
    absl::string_view inside = TakeUntil(rest_, '}');
    if (rest_.empty()) return Wrong("'}' is missing in", whole);
    rest_.remove_prefix(1);
    const absl::string_view name = TakeUntil(inside, '=');
    NUNCIO_RETURN_IF_ERROR(CheckName(name));
    if (std::find(names_.begin(), names_.end(), name) != names_.end()) {
      return Wrong("a name stands twice:", name);
    }
    names_.emplace_back(name);
    if (names_.size() > kMaxNames) return Wrong("more than 5 names, the sixth is", name);
    absl::string_view pattern = inside.empty() ? "*" : inside.substr(1);
    absl::StrAppend(&expression_, "(");
    NUNCIO_RETURN_IF_ERROR(ReadSegment(pattern));
    while (absl::StartsWith(pattern, "/")) {
      absl::StrAppend(&expression_, "/");
      pattern.remove_prefix(1);
      NUNCIO_RETURN_IF_ERROR(ReadSegment(pattern));
    }
    if (!pattern.empty()) return Wrong("not expected in a name's pattern:", pattern);
    absl::StrAppend(&expression_, ")");
    return absl::OkStatus();
  }

  absl::string_view rest_;
  std::string expression_;
  std::vector<std::string> names_;
  bool after_all_ = false;  // a "**" was there
};

}  // namespace

absl::StatusOr<UriTemplate> UriTemplate::Parse(absl::string_view text) {
  Reader reader(text);
  NUNCIO_RETURN_IF_ERROR(reader.Read());
  UriTemplate out;
  out.text_ = std::string(text);
  out.names_ = reader.TakeNames();
  auto program =
      std::make_shared<re2::RE2>(reader.expression(), re2::RE2::Options(re2::RE2::Quiet));
  if (!program->ok()) return Wrong("cannot be compiled:", text);
  out.program_ = std::move(program);
  return out;
}

bool UriTemplate::Matches(absl::string_view path) const {
  return re2::RE2::FullMatch(ToPiece(path), *program_);
}

absl::StatusOr<UriTemplateRewrite> UriTemplateRewrite::Parse(absl::string_view text,
                                                             UriTemplate source) {
  UriTemplateRewrite out(std::move(source));
  out.text_ = std::string(text);
  if (!absl::StartsWith(text, "/")) return Wrong("a path begins with '/', not as", text);
  if (absl::StrContains(text, "//")) return Wrong("an empty segment in", text);
  absl::string_view rest = text;
  while (!rest.empty()) {
    const absl::string_view literal = TakeUntil(rest, '{');
    for (absl::string_view left = literal; !left.empty();) {
      const absl::string_view segment = TakeUntil(left, '/');
      if (!segment.empty() && !IsLiteral(segment)) return Wrong("not a literal:", segment);
      if (!left.empty()) left.remove_prefix(1);
    }
    if (!literal.empty()) out.pieces_.push_back({std::string(literal), 0});
    if (rest.empty()) break;
    rest.remove_prefix(1);
    const absl::string_view name = TakeUntil(rest, '}');
    if (rest.empty()) return Wrong("'}' is missing behind", name);
    rest.remove_prefix(1);
    NUNCIO_RETURN_IF_ERROR(out.Add(name));
  }
  return out;
}

absl::Status UriTemplateRewrite::Add(absl::string_view name) {
  const std::vector<std::string>& names = source_.names_;
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return Wrong("the template has no name", name);
  pieces_.push_back({"", static_cast<size_t>(found - names.begin()) + 1});
  return absl::OkStatus();
}

absl::optional<std::string> UriTemplateRewrite::Apply(absl::string_view path) const {
  re2::StringPiece groups[kMaxNames + 1];
  const int count = static_cast<int>(source_.names_.size()) + 1;
  const re2::RE2& program = *source_.program_;
  if (!program.Match(ToPiece(path), 0, path.size(), re2::RE2::ANCHOR_BOTH, groups, count)) {
    return absl::nullopt;
  }
  std::string out;
  for (const Piece& piece : pieces_) {
    out.append(piece.literal);
    if (piece.group != 0) out.append(groups[piece.group].data(), groups[piece.group].size());
  }
  return out;
}

}  // namespace nuncio::matching

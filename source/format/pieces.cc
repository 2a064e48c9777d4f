#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "source/base/status_macros.h"
#include "source/format/operator.h"

namespace nuncio::format {
namespace {

bool IsNameByte(char c) { return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '_'; }

// Where the "%" is that ends a command whose rest is `text` ("%", or ":12%"); npos if it is not.
size_t EndOfCommand(absl::string_view text) {
  if (text.empty()) return absl::string_view::npos;
  if (text[0] == '%') return 0;
  if (text[0] != ':') return absl::string_view::npos;
  size_t i = 1;
  while (i < text.size() && absl::ascii_isdigit(text[i])) ++i;
  return i > 1 && i < text.size() && text[i] == '%' ? i : absl::string_view::npos;
}

absl::Status Malformed(absl::string_view text) {
  return absl::InvalidArgumentError(
      absl::StrCat("'", text.substr(0, 40), "' is no command operator; '%%' writes a '%'"));
}

// Reads the command at the front of `text`, which starts with "%", and takes it off.
absl::StatusOr<Command> TakeCommand(absl::string_view& text) {
  const absl::string_view whole = text;
  Command command;
  size_t i = 1;
  while (i < text.size() && IsNameByte(text[i])) ++i;
  command.name = text.substr(1, i - 1);
  if (command.name.empty()) return Malformed(whole);
  text.remove_prefix(i);
  size_t end = EndOfCommand(text);
  if (!text.empty() && text[0] == '(') {
    // The first ")" behind which the command can end: parameters may hold ")" and "%".
    size_t close = 0;
    do {
      close = text.find(')', close + 1);
      if (close == absl::string_view::npos) return Malformed(whole);
      end = EndOfCommand(text.substr(close + 1));
    } while (end == absl::string_view::npos);
    command.parameter = text.substr(1, close - 1);
    text.remove_prefix(close + 1);
  }
  if (end == absl::string_view::npos) return Malformed(whole);
  if (end > 0) {
    size_t length = 0;
    if (!absl::SimpleAtoi(text.substr(1, end - 1), &length)) return Malformed(whole);
    command.max_length = length;
  }
  text.remove_prefix(end + 1);
  return command;
}

std::string& LiteralAtTheEnd(std::vector<Piece>& pieces) {
  if (pieces.empty() || pieces.back().op) pieces.emplace_back();
  return pieces.back().literal;
}

}  // namespace

absl::StatusOr<std::vector<Piece>> ParsePieces(absl::string_view format,
                                               const FormatOptions& options) {
  std::vector<Piece> pieces;
  while (!format.empty()) {
    const size_t percent = format.find('%');
    if (percent != 0) {
      const absl::string_view literal = format.substr(0, percent);
      LiteralAtTheEnd(pieces).append(literal.data(), literal.size());
      format.remove_prefix(literal.size());
    } else if (format.size() > 1 && format[1] == '%') {
      LiteralAtTheEnd(pieces).push_back('%');
      format.remove_prefix(2);
    } else {
      NUNCIO_ASSIGN_OR_RETURN(const Command command, TakeCommand(format));
      NUNCIO_ASSIGN_OR_RETURN(Operator op, MakeOperator(command, options));
      pieces.push_back({"", std::move(op)});
    }
  }
  return pieces;
}

}  // namespace nuncio::format

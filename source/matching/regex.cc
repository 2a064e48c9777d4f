#include "source/matching/regex.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "re2/re2.h"

namespace nuncio::matching {
namespace {

re2::StringPiece ToPiece(absl::string_view text) { return {text.data(), text.size()}; }

}  // namespace

absl::StatusOr<Regex> Regex::Parse(absl::string_view expression, uint32_t max_program_size) {
  re2::RE2::Options options(re2::RE2::Quiet);
  auto program = std::make_shared<re2::RE2>(ToPiece(expression), options);
  if (!program->ok()) {
    return absl::InvalidArgumentError(absl::StrCat("regex '", expression, "': ", program->error()));
  }
  if (program->ProgramSize() > static_cast<int64_t>(max_program_size)) {
    return absl::InvalidArgumentError(absl::StrCat("regex '", expression, "': its program size of ",
                                                   program->ProgramSize(), " is over the limit of ",
                                                   max_program_size));
  }
  return Regex(std::move(program));
}

bool Regex::FullMatch(absl::string_view text) const {
  return re2::RE2::FullMatch(ToPiece(text), *program_);
}

std::string Regex::ReplaceAll(absl::string_view text, absl::string_view substitution) const {
  std::string result(text);
  re2::RE2::GlobalReplace(&result, *program_, ToPiece(substitution));
  return result;
}

const std::string& Regex::expression() const { return program_->pattern(); }

}  // namespace nuncio::matching

#include <utility>

#include "source/base/status_macros.h"
#include "source/format/formatter.h"
#include "source/format/operator.h"

namespace nuncio::format {

struct Formatter::Plan {
  std::vector<Piece> pieces;
  std::string absent;
};

absl::StatusOr<Formatter> Formatter::Parse(absl::string_view format, const FormatOptions& options) {
  auto plan = std::make_shared<Plan>();
  NUNCIO_ASSIGN_OR_RETURN(plan->pieces, ParsePieces(format, options));
  if (!options.omit_empty_values) plan->absent = std::string(options.absent);
  return Formatter(std::move(plan));
}

Formatter Formatter::Literal(absl::string_view text) {
  auto plan = std::make_shared<Plan>();
  if (!text.empty()) plan->pieces.push_back({std::string(text), absl::nullopt});
  return Formatter(std::move(plan));
}

void Formatter::Append(const Input& input, std::string& out) const {
  if (plan_ == nullptr) return;
  for (const Piece& piece : plan_->pieces) {
    if (!piece.op) {
      out += piece.literal;
    } else if (!piece.op->AppendText(input, out)) {
      out += plan_->absent;
    }
  }
}

bool Formatter::is_constant() const {
  return plan_ == nullptr || plan_->pieces.empty() ||
         (plan_->pieces.size() == 1 && !plan_->pieces[0].op);
}

absl::string_view Formatter::constant() const {
  if (plan_ == nullptr || plan_->pieces.empty()) return {};
  return plan_->pieces[0].literal;
}

BodyFormat BodyFormat::Text(Formatter formatter, absl::string_view content_type) {
  BodyFormat format;
  format.text_ = std::move(formatter);
  format.content_type_ = std::string(content_type.empty() ? "text/plain" : content_type);
  return format;
}

BodyFormat BodyFormat::Json(JsonFormatter formatter, absl::string_view content_type) {
  BodyFormat format;
  format.json_ = std::move(formatter);
  format.content_type_ = std::string(content_type.empty() ? "application/json" : content_type);
  return format;
}

void BodyFormat::Append(const Input& input, std::string& out) const {
  if (!json_) return text_.Append(input, out);
  json_->Append(input, out);
  out.push_back('\n');
}

}  // namespace nuncio::format

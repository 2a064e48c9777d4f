#include "source/schema/field_path.h"

#include "absl/strings/str_cat.h"
#include "source/schema/utf8.h"

namespace nuncio::schema {

std::string FieldPath::ToString() const {
  std::string text;
  for (const Part& part : steps_) {
    switch (part.kind) {
      case Kind::kField:
        absl::StrAppend(&text, text.empty() ? "" : ".", EscapeText(part.name));
        break;
      case Kind::kIndex:
        absl::StrAppend(&text, "[", part.index, "]");
        break;
      case Kind::kKey:
        absl::StrAppend(&text, "[\"", EscapeText(part.name), "\"]");
        break;
      case Kind::kType:
        absl::StrAppend(&text, "<", part.name, ">");
        break;
    }
  }
  return text;
}

}  // namespace nuncio::schema

#ifndef NUNCIO_SOURCE_MATCHING_URI_TEMPLATE_H_
#define NUNCIO_SOURCE_MATCHING_URI_TEMPLATE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace re2 {
class RE2;
}

namespace nuncio::matching {

// A template of paths: "/users/{id}/files/**". Between slashes stand a literal, "*" (some
// characters but no slash), "**" (any characters; nothing but literals behind it) or a name for
// what is matched: "{id}" is "{id=*}", "{file=images/*}" holds a template of its own. A literal may
// follow the last of them: "/m/**.m3u8". Case matters.
//
// A cheap handle; copies share the compiled program. Any thread.
class UriTemplate {
 public:
  // An error says what is wrong with the text.
  static absl::StatusOr<UriTemplate> Parse(absl::string_view text);

  // `path` is without its query.
  bool Matches(absl::string_view path) const;
  // In the order of the text; each once.
  const std::vector<std::string>& names() const { return names_; }
  const std::string& text() const { return text_; }

 private:
  friend class UriTemplateRewrite;

  UriTemplate() = default;

  std::string text_;
  std::vector<std::string> names_;
  std::shared_ptr<const re2::RE2> program_;  // with a group for each name
};

// A path that is put together from what a template's names matched: "/by-id/{id}". Any thread.
class UriTemplateRewrite {
 public:
  // An error says what is wrong with the text; names that the template does not have are wrong.
  static absl::StatusOr<UriTemplateRewrite> Parse(absl::string_view text, UriTemplate source);

  // The new path; none if the template does not match the old one. Both without query.
  absl::optional<std::string> Apply(absl::string_view path) const;
  const std::string& text() const { return text_; }

 private:
  // A literal, or (where group is not 0) what that group matched.
  struct Piece {
    std::string literal;
    size_t group = 0;
  };

  explicit UriTemplateRewrite(UriTemplate source) : source_(std::move(source)) {}
  absl::Status Add(absl::string_view name);

  std::string text_;
  UriTemplate source_;
  std::vector<Piece> pieces_;
};

}  // namespace nuncio::matching

#endif  // NUNCIO_SOURCE_MATCHING_URI_TEMPLATE_H_

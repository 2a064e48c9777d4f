#ifndef NUNCIO_SOURCE_SCHEMA_DOCUMENT_POSITIONS_H_
#define NUNCIO_SOURCE_SCHEMA_DOCUMENT_POSITIONS_H_

#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "source/schema/config_error.h"

namespace nuncio::schema {

// Where each field of a document stands in its text, for errors that are found once the text is
// gone. A value.
class DocumentPositions {
 public:
  void set_file(std::string file) { file_ = std::move(file); }
  void Set(std::string field_path, int line, int column);

  // That of the field, or of the nearest one around it; the file alone where there is none.
  SourcePosition Find(absl::string_view field_path) const;

  // Fills in the position of each error that has none. `prefix` stands before the paths of the
  // errors ("resources[0]<type>") where they are those of a part of the document.
  void Annotate(ConfigErrors& errors, absl::string_view prefix = {}) const;

 private:
  struct LineAndColumn {
    int line;
    int column;
  };

  std::string file_;
  absl::flat_hash_map<std::string, LineAndColumn> places_;
};

}  // namespace nuncio::schema

#endif  // NUNCIO_SOURCE_SCHEMA_DOCUMENT_POSITIONS_H_

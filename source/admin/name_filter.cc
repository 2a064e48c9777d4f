#include "source/admin/name_filter.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "source/base/status_macros.h"
#include "source/matching/regex.h"

namespace nuncio::admin {
namespace {

// An expression of an operator may be longer than one that each request pays for.
constexpr uint32_t kMaxFilterProgram = 10000;

}  // namespace

absl::StatusOr<NameFilter> ReadNameFilter(const Query& query) {
  const absl::optional<std::string> filter = query.GetFilled("filter");
  if (!filter.has_value()) return NameFilter();
  // The expression must make sense by itself first: "a)(b" does not.
  NUNCIO_RETURN_IF_ERROR(matching::Regex::Parse(*filter, kMaxFilterProgram).status());
  NUNCIO_ASSIGN_OR_RETURN(
      const matching::Regex regex,
      matching::Regex::Parse(absl::StrCat("(?s:.*)(?:", *filter, ")(?s:.*)"), kMaxFilterProgram));
  return NameFilter([regex, wanted = !query.Has("invert_filter")](absl::string_view name) {
    return regex.FullMatch(name) == wanted;
  });
}

}  // namespace nuncio::admin

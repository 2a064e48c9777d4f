#include "source/admin/logging_page.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "source/admin/log_components.h"

namespace nuncio::admin {
namespace {

constexpr absl::string_view kUsage = R"(
usage: /logging?<name>=<level> (change one logger)
usage: /logging?paths=name1:level1,name2:level2,... (change several)
usage: /logging?level=<level> (change all)
levels: trace debug info warning error critical off
)";

using Levels = std::vector<std::pair<std::string, base::LogLevel>>;

std::string List(const base::Logger& log) {
  std::string text = "active loggers:\n";
  for (absl::string_view component : LogComponents()) {
    absl::StrAppend(&text, "  ", component, ": ", base::ToString(log.component_level(component)),
                    "\n");
  }
  return text;
}

// What is wrong with the pair; empty when it was added.
absl::string_view AddLevel(absl::string_view component, absl::string_view level, Levels& levels) {
  if (!absl::c_linear_search(LogComponents(), component)) return "error: unknown logger name\n";
  const absl::optional<base::LogLevel> parsed = base::ParseLogLevel(level);
  if (!parsed.has_value()) return "error: unknown logger level\n";
  levels.emplace_back(std::string(component), *parsed);
  return "";
}

absl::string_view ReadPaths(absl::string_view paths, Levels& levels) {
  for (absl::string_view item : absl::StrSplit(paths, ',', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(item, absl::MaxSplits(':', 1));
    const absl::string_view error = AddLevel(pair.first, pair.second, levels);
    if (!error.empty()) return error;
  }
  return "";
}

// Of several parameters a form leaves empty what nobody filled in.
std::vector<std::pair<std::string, std::string>> Asked(const Query& query) {
  auto asked = query.all();
  if (asked.size() < 2) return asked;
  asked.erase(std::remove_if(asked.begin(), asked.end(),
                             [](const auto& item) { return item.second.empty(); }),
              asked.end());
  return asked;
}

absl::string_view Apply(const Query& query, base::Logger& log) {
  const auto asked = Asked(query);
  if (asked.empty()) return "";
  if (asked.size() > 1) return "error: invalid number of parameters\n";
  const auto& [name, value] = asked.front();
  if (name == "group") return "error: group parameter requires fine-grain logging to be enabled\n";
  if (name == "level") {
    const absl::optional<base::LogLevel> level = base::ParseLogLevel(value);
    if (!level.has_value()) return "error: unknown logger level\n";
    log.set_level(*level);
    return "";
  }
  Levels levels;
  const absl::string_view error =
      name == "paths" ? ReadPaths(value, levels) : AddLevel(name, value, levels);
  if (!error.empty()) return error;
  for (const auto& [component, level] : levels) log.set_component_level(component, level);
  return "";
}

}  // namespace

void AddLoggingPage(base::Logger& log, PageBook& pages) {
  pages.Add({"/logging",
             "query/change logging levels",
             true,
             [&log](const Request& request) {
               const absl::string_view error = Apply(request.query, log);
               if (!error.empty()) return BadRequest(absl::StrCat(error, kUsage, List(log)));
               return Response{200, List(log)};
             },
             {{"level",
               "for all loggers",
               {"trace", "debug", "info", "warning", "error", "critical", "off"}},
              {"paths", "for some of them: logger:level,logger:level"}}});
}

}  // namespace nuncio::admin

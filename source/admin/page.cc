#include "source/admin/page.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace nuncio::admin {
namespace {

// "%41" and "+" become what they stand for; a "%" that is not one of a code stays.
std::string Decode(absl::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && absl::ascii_isxdigit(text[i + 1]) &&
        absl::ascii_isxdigit(text[i + 2])) {
      out += absl::HexStringToBytes(text.substr(i + 1, 2));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string EscapeHtml(absl::string_view text) {
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

constexpr absl::string_view kStyle = R"(
body { font-family: system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid #ddd; padding: .5rem 1rem .5rem 0; vertical-align: top; }
td:first-child { white-space: nowrap; width: 1%; }
button { font: inherit; cursor: pointer; }
form { margin: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; margin: .5rem 0 0; }
dt, dd { margin: 0; font-size: .9rem; }
dd { color: #555; }
.changes button { background: #fff3e6; border: 1px solid #c60; border-radius: 3px; }
)";

// Where somebody gives the parameter its value. The field stands in another cell than its form,
// so it names it.
std::string Input(const Parameter& parameter, absl::string_view form) {
  const std::string to = absl::StrCat(" form=\"", form, "\" name=\"", parameter.name, "\">");
  if (parameter.flag) return absl::StrCat("<input type=\"checkbox\"", to);
  if (parameter.choices.empty()) return absl::StrCat("<input", to);
  std::string text = absl::StrCat("<select", to, "<option></option>");
  for (const std::string& choice : parameter.choices) {
    absl::StrAppend(&text, "<option>", EscapeHtml(choice), "</option>");
  }
  return text + "</select>";
}

// A link, or a form where there is something to send.
std::string Row(const Page& page, absl::string_view path) {
  const std::string help = EscapeHtml(page.help);
  if (!page.changes && page.parameters.empty()) {
    return absl::StrCat("<tr><td><a href=\"", path, "\">", path, "</a></td><td>", help,
                        "</td></tr>\n");
  }
  const std::string form = absl::StrCat("form-", absl::StrReplaceAll(path, {{"/", "-"}}));
  std::string row =
      absl::StrCat("<tr", page.changes ? " class=\"changes\"" : "", "><td><form action=\"", path,
                   "\" method=\"", page.changes ? "post" : "get", "\" id=\"", form, "\"><button>",
                   path, "</button></form></td><td>", help);
  if (!page.parameters.empty()) row += "<dl>";
  for (const Parameter& parameter : page.parameters) {
    absl::StrAppend(&row, "<dt><label>", parameter.name, " ", Input(parameter, form),
                    "</label></dt><dd>", EscapeHtml(parameter.help), "</dd>");
  }
  if (!page.parameters.empty()) row += "</dl>";
  return row + "</td></tr>\n";
}

}  // namespace

Query::Query(absl::string_view text) {
  for (absl::string_view part : absl::StrSplit(text, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    parameters_.emplace_back(Decode(pair.first), Decode(pair.second));
  }
}

absl::optional<std::string> Query::GetFilled(absl::string_view name) const {
  absl::optional<std::string> value = Get(name);
  if (value.has_value() && value->empty()) return absl::nullopt;
  return value;
}

absl::optional<std::string> Query::Get(absl::string_view name) const {
  for (const auto& [key, value] : parameters_) {
    if (key == name) return value;
  }
  return absl::nullopt;
}

Request MakeRequest(absl::string_view method, absl::string_view target, std::string body,
                    absl::string_view content_type) {
  const size_t question = target.find('?');
  Request request;
  request.method = std::string(method);
  request.target = std::string(target);
  request.path = std::string(target.substr(0, question));
  if (question != target.npos) request.query = Query(target.substr(question + 1));
  const absl::string_view type = content_type.substr(0, content_type.find(';'));
  if (request.query.empty() && absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(type), kForm)) {
    request.query = Query(body);
  }
  request.body = std::move(body);
  return request;
}

Response BadRequest(absl::string_view text) { return {400, std::string(text)}; }

PageBook::PageBook(std::string title) : title_(std::move(title)) {
  Add({"/", "Admin home page", false,
       [this](const Request&) { return Response{200, Home(), std::string(kHtml)}; }});
  Add({"/help", "print out list of admin commands", false, [this](const Request&) {
         return Response{200, absl::StrCat("admin commands are:\n", List())};
       }});
}

void PageBook::Add(Page page) {
  const auto place = std::lower_bound(pages_.begin(), pages_.end(), page,
                                      [](const Page& a, const Page& b) { return a.path < b.path; });
  pages_.insert(place, std::move(page));
}

const Page* PageBook::Find(absl::string_view path) const {
  for (const Page& page : pages_) {
    if (page.path == path) return &page;
  }
  return nullptr;
}

Response PageBook::Answer(const Request& request) const {
  const Page* page = Find(request.path);
  if (page == nullptr) return {404, absl::StrCat("invalid path. admin commands are:\n", List())};
  if (page->changes && request.method != "POST") {
    return {405, absl::StrCat("Method ", request.method, " not allowed, POST required.")};
  }
  return page->answer(request);
}

std::string PageBook::List() const {
  std::string text;
  for (const Page& page : pages_) {
    absl::StrAppend(&text, "  ", page.path, page.changes ? " (POST)" : "", ": ", page.help, "\n");
    for (const Parameter& parameter : page.parameters) {
      absl::StrAppend(&text, "      ", parameter.name, ": ", parameter.help);
      if (!parameter.choices.empty()) {
        absl::StrAppend(&text, "; one of (", absl::StrJoin(parameter.choices, ", "), ")");
      }
      text += '\n';
    }
  }
  return text;
}

// Links are relative, so that the page also works behind a prefix.
std::string PageBook::Home() const {
  std::string rows;
  for (const Page& page : pages_) {
    const absl::string_view path = absl::StripPrefix(page.path, "/");
    if (!path.empty()) rows += Row(page, path);
  }
  const std::string title = EscapeHtml(title_);
  return absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>", title,
      "</title><style>", kStyle, "</style></head>\n<body>\n<h1>", title,
      "</h1>\n<p>Links and grey buttons only look; orange buttons change something at once.</p>\n"
      "<table>\n",
      rows, "</table>\n</body>\n</html>\n");
}

}  // namespace nuncio::admin

#include "source/admin/page.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
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
body { font-family: system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid #ddd; padding: .4rem .8rem .4rem 0; vertical-align: top; }
td:first-child { white-space: nowrap; width: 1%; }
button { font: inherit; }
)";

}  // namespace

Query::Query(absl::string_view text) {
  for (absl::string_view part : absl::StrSplit(text, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    parameters_.emplace_back(Decode(pair.first), Decode(pair.second));
  }
}

absl::optional<std::string> Query::Get(absl::string_view name) const {
  for (const auto& [key, value] : parameters_) {
    if (key == name) return value;
  }
  return absl::nullopt;
}

Request MakeRequest(absl::string_view method, absl::string_view target, std::string body) {
  const size_t question = target.find('?');
  Request request;
  request.method = std::string(method);
  request.target = std::string(target);
  request.path = std::string(target.substr(0, question));
  if (question != target.npos) request.query = Query(target.substr(question + 1));
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
  }
  return text;
}

// Links are relative, so that the page also works behind a prefix.
std::string PageBook::Home() const {
  std::string rows;
  for (const Page& page : pages_) {
    const absl::string_view path = absl::StripPrefix(page.path, "/");
    if (path.empty()) continue;
    if (page.changes) {
      absl::StrAppend(&rows, "<tr><td><form action=\"", path, "\" method=\"post\"><button>", path,
                      "</button></form></td><td>", EscapeHtml(page.help), "</td></tr>\n");
    } else if (path == "stats") {
      absl::StrAppend(&rows, "<tr><td><form action=\"", path,
                      "\" method=\"get\"><button>stats</button> <input name=\"filter\" "
                      "placeholder=\"filter\"></form></td><td>",
                      EscapeHtml(page.help), "</td></tr>\n");
    } else {
      absl::StrAppend(&rows, "<tr><td><a href=\"", path, "\">", path, "</a></td><td>",
                      EscapeHtml(page.help), "</td></tr>\n");
    }
  }
  return absl::StrCat("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>",
                      EscapeHtml(title_), "</title><style>", kStyle,
                      "</style></head>\n<body>\n<h1>", EscapeHtml(title_), "</h1>\n<table>\n", rows,
                      "</table>\n</body>\n</html>\n");
}

}  // namespace nuncio::admin

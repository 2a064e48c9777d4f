#ifndef NUNCIO_SOURCE_ADMIN_PAGE_H_
#define NUNCIO_SOURCE_ADMIN_PAGE_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

// Pages over HTTP as plain values: a request comes in, a response goes out. No page knows of
// sockets; http_server.h carries them.
namespace nuncio::admin {

// The parameters of a query (or of a form), decoded, in the order in which they came.
class Query {
 public:
  Query() = default;
  // What stands behind the "?".
  explicit Query(absl::string_view text);

  // The first value of that name.
  absl::optional<std::string> Get(absl::string_view name) const;
  // There, with or without a value: "usedonly".
  bool Has(absl::string_view name) const { return Get(name).has_value(); }
  // As Get, but an empty value, which a form sends for what nobody filled in, is none.
  absl::optional<std::string> GetFilled(absl::string_view name) const;
  bool empty() const { return parameters_.empty(); }
  const std::vector<std::pair<std::string, std::string>>& all() const { return parameters_; }

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

struct Request {
  std::string method;  // "GET"
  std::string target;  // as it came: "/stats?usedonly"
  std::string path;    // "/stats"
  Query query;         // of the target; else of the body, if that is a form
  std::string body;
};

inline constexpr absl::string_view kForm = "application/x-www-form-urlencoded";

// Fills in path and query. `content_type` is that of the body.
Request MakeRequest(absl::string_view method, absl::string_view target, std::string body,
                    absl::string_view content_type = "");

inline constexpr absl::string_view kPlainText = "text/plain; charset=UTF-8";
inline constexpr absl::string_view kHtml = "text/html; charset=UTF-8";
inline constexpr absl::string_view kJson = "application/json";

struct Response {
  int status = 200;
  std::string body;
  std::string content_type = std::string(kPlainText);
};

Response BadRequest(absl::string_view text);

// What can be asked of a page, for the help and for the forms of the page for people.
struct Parameter {
  std::string name;                  // "filter"
  std::string help;                  // one line
  std::vector<std::string> choices;  // the values that it takes; none: any text
  bool flag = false;                 // there or not, without a value
};

struct Page {
  std::string path;      // "/stats"
  std::string help;      // one line
  bool changes = false;  // does something: POST only
  std::function<Response(const Request&)> answer;
  std::vector<Parameter> parameters;
};

// All pages of a server, with those that come by themselves: "/" for people, "/help", and what is
// said of unknown paths and wrong methods. Used on one thread.
class PageBook {
 public:
  // `title` heads the page for people.
  explicit PageBook(std::string title);

  void Add(Page page);
  Response Answer(const Request& request) const;

 private:
  const Page* Find(absl::string_view path) const;
  std::string List() const;
  std::string Home() const;

  const std::string title_;
  std::vector<Page> pages_;  // sorted by path
};

}  // namespace nuncio::admin

#endif  // NUNCIO_SOURCE_ADMIN_PAGE_H_

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
  bool empty() const { return parameters_.empty(); }
  const std::vector<std::pair<std::string, std::string>>& all() const { return parameters_; }

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

struct Request {
  std::string method;  // "GET"
  std::string target;  // as it came: "/stats?usedonly"
  std::string path;    // "/stats"
  Query query;
  std::string body;
};

// Fills in path and query from the target.
Request MakeRequest(absl::string_view method, absl::string_view target, std::string body);

inline constexpr absl::string_view kPlainText = "text/plain; charset=UTF-8";
inline constexpr absl::string_view kHtml = "text/html; charset=UTF-8";
inline constexpr absl::string_view kJson = "application/json";

struct Response {
  int status = 200;
  std::string body;
  std::string content_type = std::string(kPlainText);
};

Response BadRequest(absl::string_view text);

struct Page {
  std::string path;      // "/stats"
  std::string help;      // one line
  bool changes = false;  // does something: POST only
  std::function<Response(const Request&)> answer;
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

#ifndef NUNCIO_SOURCE_FILTER_HTTP_FILTER_FACTORY_H_
#define NUNCIO_SOURCE_FILTER_HTTP_FILTER_FACTORY_H_

#include <memory>
#include <string>
#include <vector>

#include "source/filter/http_filter.h"
#include "source/filter/http_stream_context.h"
#include "source/routing/filter_configs.h"

namespace nuncio::filter {

// Makes one filter for each stream. What configuration becomes in its second step, on
// main; from then on immutable.
//
// Owner: shared by the chains that name it. Thread: Make on any worker, at once.
class HttpFilterFactory {
 public:
  virtual ~HttpFilterFactory() = default;

  // In the stream's arena: `return stream.arena.New<BufferFilter>(options_)`. Null leaves the
  // filter out for this stream.
  virtual HttpFilter* Make(const HttpStreamContext& stream) const = 0;
  // Answers every request, so that it must be the last of its chain, and the only such.
  virtual bool terminal() const { return false; }
};

// One place of a chain.
struct HttpFilterEntry {
  std::string name;          // as in the configuration
  routing::FilterId id = 0;  // the same, interned: the key of per-route configuration
  std::shared_ptr<const HttpFilterFactory> factory;
  // Left out unless the route's configuration for it says otherwise.
  bool disabled = false;
};

// The filters of a connection manager (or of an upgrade of it), the terminal one last. Immutable.
using HttpFilterEntries = std::vector<HttpFilterEntry>;

}  // namespace nuncio::filter

#endif  // NUNCIO_SOURCE_FILTER_HTTP_FILTER_FACTORY_H_

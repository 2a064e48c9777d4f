#ifndef NUNCIO_SOURCE_RECORD_FILTER_STATE_H_
#define NUNCIO_SOURCE_RECORD_FILTER_STATE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "source/record/metadata.h"

// Typed objects that filters leave for other filters, for the router and for logs, by name.

namespace nuncio::record {

// One object. Immutable once it is set. Text and Fields are what logs and matchers see of it.
class FilterStateObject {
 public:
  virtual ~FilterStateObject() = default;
  // What %FILTER_STATE(name:PLAIN)% writes; none if the object has no text.
  virtual absl::optional<std::string> Text() const { return absl::nullopt; }
  // What %FILTER_STATE(name)% writes as JSON and %FILTER_STATE(name:FIELD:x)% looks into.
  virtual Value Json() const {
    const absl::optional<std::string> text = Text();
    return text ? Value(*text) : Value();
  }
};

// An object that is a text.
class TextObject final : public FilterStateObject {
 public:
  explicit TextObject(std::string text) : text_(std::move(text)) {}
  absl::optional<std::string> Text() const override { return text_; }
  const std::string& text() const { return text_; }

 private:
  const std::string text_;
};

// What the connections made for this request inherit.
enum class Sharing : uint8_t {
  kNone,                    // nothing
  kSharedWithUpstreamOnce,  // the upstream connection sees the object
  kSharedWithUpstream,      // and so do those behind it (internal listeners)
};

// The objects of one connection, or of one request.
//
// Owner: the record of that connection or request; objects are shared. Thread: the worker.
class FilterState {
 public:
  // `parent` is the connection's state for a request's, else null; it outlives this one.
  explicit FilterState(const FilterState* parent = nullptr) : parent_(parent) {}

  // Replaces what has that name here. False, and nothing changes, if that is read only.
  bool Set(absl::string_view name, std::shared_ptr<const FilterStateObject> object,
           bool read_only = true, Sharing sharing = Sharing::kNone);
  // Here, then in the parent; null if there is none.
  const FilterStateObject* Find(absl::string_view name) const;
  template <typename T>
  const T* FindAs(absl::string_view name) const {
    return dynamic_cast<const T*>(Find(name));
  }

  struct Entry {
    std::string name;
    std::shared_ptr<const FilterStateObject> object;
    bool read_only;
    Sharing sharing;
  };
  // Only those that were set here.
  const std::vector<Entry>& entries() const { return entries_; }
  const FilterState* parent() const { return parent_; }

 private:
  const FilterState* const parent_;
  std::vector<Entry> entries_;  // few: searched from the front
};

}  // namespace nuncio::record

#endif  // NUNCIO_SOURCE_RECORD_FILTER_STATE_H_

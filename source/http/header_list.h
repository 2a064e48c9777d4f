#ifndef NUNCIO_SOURCE_HTTP_HEADER_LIST_H_
#define NUNCIO_SOURCE_HTTP_HEADER_LIST_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/strings/string_view.h"
#include "source/base/arena.h"
#include "source/buffer/slice.h"
#include "source/http/header_id.h"

namespace nuncio::http {

// One header line. The name is lower case. Both are views: into the slice that the list pins, into
// the list's arena, or into text that outlives the list (constants, configuration).
struct HeaderField {
  absl::string_view name;
  absl::string_view value;
  HeaderId id = HeaderId::kOther;
};

// How the first field of a name was spelled when it came. A list in the message's arena.
struct SpelledName {
  absl::string_view name;  // lower case
  absl::string_view spelled;
  const SpelledName* next = nullptr;
};

// The headers (or trailers) of one message, in the order in which they came.
//
// Owner and lifetime: a value that lives in one stream's arena or on the stack; move-only. Its
// array of fields is in the arena, which must outlive it. It keeps the slice alive in which its
// views lie (Pin); a view that was taken out of the list is valid as long as the list, or any list
// that shares the pin, lives. Thread: the worker of its stream.
//
//   HeaderList headers(arena);
//   headers.Add(HeaderId::kServer, "nuncio");              // a constant: not copied
//   headers.Set(HeaderId::kXRequestId, arena.Copy(id));    // the caller copies a short-lived text
//   if (const HeaderField* type = headers.Find(HeaderId::kContentType)) ...
//
// Names that are given as text must be lower case. No method copies bytes, unless it says so.
class HeaderList {
 public:
  explicit HeaderList(base::Arena& arena) : arena_(&arena) {}
  HeaderList(HeaderList&& other) noexcept;
  HeaderList& operator=(HeaderList&& other) noexcept;

  base::Arena& arena() const { return *arena_; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const HeaderField* begin() const { return fields_; }
  const HeaderField* end() const { return fields_ + size_; }
  const HeaderField& operator[](size_t i) const { return fields_[i]; }

  // The first field of that name, or null. Valid until the list changes.
  const HeaderField* Find(HeaderId id) const;
  const HeaderField* Find(absl::string_view name) const;
  bool Has(HeaderId id) const { return (present_[Word(id)] & Bit(id)) != 0; }
  bool Has(absl::string_view name) const { return Find(name) != nullptr; }

  // The first value of that name; empty if there is none.
  absl::string_view Value(HeaderId id) const;
  absl::string_view Value(absl::string_view name) const;

  // Calls visit(value) for each value of that name, in order.
  template <typename Visitor>
  void ForEachValue(absl::string_view name, Visitor visit) const;

  // All values of that name, joined with ","; copied into the arena only when there are several.
  absl::string_view JoinedValue(absl::string_view name) const;

  // Adds a field at the end, or joins the value to the field that is there with "," where the name
  // says so (JoinsWhenRepeated; the joined text is made in the arena).
  void Add(HeaderId id, absl::string_view value);
  void Add(absl::string_view name, absl::string_view value);
  // The same, with copies of name and value in the arena. The name is lower-cased.
  void AddCopy(absl::string_view name, absl::string_view value);

  // Makes this the only field of that name; it keeps the place of the first, or goes to the end.
  void Set(HeaderId id, absl::string_view value);
  void Set(absl::string_view name, absl::string_view value);
  void SetCopy(absl::string_view name, absl::string_view value);

  // Removes every field of that name; returns how many there were.
  size_t Remove(HeaderId id);
  size_t Remove(absl::string_view name);
  // Removes each field for which remove(field) is true.
  template <typename Predicate>
  size_t RemoveIf(Predicate remove);

  void Clear();
  // Keeps the slice alive as long as this list. One slice: a head lies whole in it, or was copied
  // to the arena.
  void Pin(buffer::SliceRef slice) { pin_ = std::move(slice); }
  // A copy with fields of its own in `arena` that shares the bytes (and the pin).
  HeaderList Share(base::Arena& arena) const;

  // Bytes of all names and values, with three more for each field (as the reference counts a head).
  uint64_t ByteSize() const;

  // The spelling of a name as it came; the name itself where it is not known. Kept only where
  // configuration asks for it.
  absl::string_view Spelled(absl::string_view name) const;
  bool HasSpelling(absl::string_view name) const;
  // The views must be valid as long as the fields are.
  void AddSpelling(absl::string_view name, absl::string_view spelled);

  // For parsers: adds a field as it is, without joining.
  void AppendField(const HeaderField& field);

 private:
  static size_t Word(HeaderId id) { return static_cast<size_t>(id) / 64; }
  static uint64_t Bit(HeaderId id) { return uint64_t{1} << (static_cast<size_t>(id) % 64); }
  HeaderField* FindField(HeaderId id, absl::string_view name);
  void AddField(HeaderId id, absl::string_view name, absl::string_view value);
  void SetField(HeaderId id, absl::string_view name, absl::string_view value);
  size_t RemoveField(HeaderId id, absl::string_view name);
  void Grow();
  void RebuildPresence();

  base::Arena* arena_;
  HeaderField* fields_ = nullptr;
  uint32_t size_ = 0;
  uint32_t capacity_ = 0;
  // One bit for each well-known name that the list holds: most lookups miss and end here.
  std::array<uint64_t, (kHeaderIds + 63) / 64> present_{};
  const SpelledName* spelled_ = nullptr;
  buffer::SliceRef pin_;
};

// Trailers are a list like any other; they are limited and forwarded on their own.
using Trailers = HeaderList;

template <typename Visitor>
void HeaderList::ForEachValue(absl::string_view name, Visitor visit) const {
  const HeaderId id = FindHeaderId(name);
  if (id != HeaderId::kOther && !Has(id)) return;
  for (const HeaderField& field : *this) {
    if (field.id == id && (id != HeaderId::kOther || field.name == name)) visit(field.value);
  }
}

template <typename Predicate>
size_t HeaderList::RemoveIf(Predicate remove) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < size_; ++i) {
    if (!remove(static_cast<const HeaderField&>(fields_[i]))) fields_[kept++] = fields_[i];
  }
  const size_t removed = size_ - kept;
  size_ = kept;
  if (removed != 0) RebuildPresence();
  return removed;
}

}  // namespace nuncio::http

#endif  // NUNCIO_SOURCE_HTTP_HEADER_LIST_H_

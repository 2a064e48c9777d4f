#include "source/http/header_list.h"

#include <algorithm>
#include <type_traits>

#include "absl/strings/ascii.h"

namespace nuncio::http {
namespace {

// More than most requests have, so that the array rarely grows.
constexpr uint32_t kFirstCapacity = 24;

static_assert(std::is_trivially_copyable_v<HeaderField>);

bool Matches(const HeaderField& field, HeaderId id, absl::string_view name) {
  return field.id == id && (id != HeaderId::kOther || field.name == name);
}

absl::string_view CopyLower(base::Arena& arena, absl::string_view name) {
  char* const copy = arena.NewArray<char>(name.size());
  std::transform(name.begin(), name.end(), copy, [](char c) { return absl::ascii_tolower(c); });
  return {copy, name.size()};
}

}  // namespace

HeaderList::HeaderList(HeaderList&& other) noexcept
    : arena_(other.arena_),
      fields_(std::exchange(other.fields_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)),
      present_(std::exchange(other.present_, {})),
      spelled_(std::exchange(other.spelled_, nullptr)),
      pin_(std::move(other.pin_)) {}

HeaderList& HeaderList::operator=(HeaderList&& other) noexcept {
  if (this == &other) return *this;
  arena_ = other.arena_;
  fields_ = std::exchange(other.fields_, nullptr);
  size_ = std::exchange(other.size_, 0);
  capacity_ = std::exchange(other.capacity_, 0);
  present_ = std::exchange(other.present_, {});
  spelled_ = std::exchange(other.spelled_, nullptr);
  pin_ = std::move(other.pin_);
  return *this;
}

const HeaderField* HeaderList::Find(HeaderId id) const {
  if (!Has(id)) return nullptr;
  return std::find_if(begin(), end(), [id](const HeaderField& field) { return field.id == id; });
}

const HeaderField* HeaderList::Find(absl::string_view name) const {
  const HeaderId id = FindHeaderId(name);
  if (id != HeaderId::kOther) return Find(id);
  const HeaderField* const found = std::find_if(begin(), end(), [name](const HeaderField& field) {
    return Matches(field, HeaderId::kOther, name);
  });
  return found == end() ? nullptr : found;
}

absl::string_view HeaderList::Value(HeaderId id) const {
  const HeaderField* const field = Find(id);
  return field == nullptr ? absl::string_view() : field->value;
}

absl::string_view HeaderList::Value(absl::string_view name) const {
  const HeaderField* const field = Find(name);
  return field == nullptr ? absl::string_view() : field->value;
}

absl::string_view HeaderList::JoinedValue(absl::string_view name) const {
  absl::string_view joined;
  size_t values = 0;
  size_t bytes = 0;
  ForEachValue(name, [&](absl::string_view value) {
    joined = value;
    ++values;
    bytes += value.size() + 1;
  });
  if (values < 2) return joined;
  char* const text = arena_->NewArray<char>(bytes);
  char* to = text;
  ForEachValue(name, [&](absl::string_view value) {
    if (to != text) *to++ = ',';
    to = std::copy(value.begin(), value.end(), to);
  });
  return {text, bytes - 1};
}

void HeaderList::Add(HeaderId id, absl::string_view value) { AddField(id, HeaderText(id), value); }

void HeaderList::Add(absl::string_view name, absl::string_view value) {
  AddField(FindHeaderId(name), name, value);
}

void HeaderList::AddCopy(absl::string_view name, absl::string_view value) {
  Add(CopyLower(*arena_, name), arena_->Copy(value));
}

void HeaderList::Set(HeaderId id, absl::string_view value) { SetField(id, HeaderText(id), value); }

void HeaderList::Set(absl::string_view name, absl::string_view value) {
  SetField(FindHeaderId(name), name, value);
}

void HeaderList::SetCopy(absl::string_view name, absl::string_view value) {
  Set(CopyLower(*arena_, name), arena_->Copy(value));
}

size_t HeaderList::Remove(HeaderId id) { return RemoveField(id, HeaderText(id)); }

size_t HeaderList::Remove(absl::string_view name) { return RemoveField(FindHeaderId(name), name); }

void HeaderList::Clear() {
  size_ = 0;
  present_ = {};
  spelled_ = nullptr;
}

HeaderList HeaderList::Share(base::Arena& arena) const {
  HeaderList copy(arena);
  copy.capacity_ = std::max(size_ + 8, kFirstCapacity);  // an attempt adds a few of its own
  copy.fields_ = arena.NewArray<HeaderField>(copy.capacity_);
  std::copy(begin(), end(), copy.fields_);
  copy.size_ = size_;
  copy.present_ = present_;
  copy.spelled_ = spelled_;
  copy.pin_ = pin_;
  return copy;
}

uint64_t HeaderList::ByteSize() const {
  uint64_t bytes = 0;
  for (const HeaderField& field : *this) bytes += field.name.size() + field.value.size() + 3;
  return bytes;
}

absl::string_view HeaderList::Spelled(absl::string_view name) const {
  for (const SpelledName* entry = spelled_; entry != nullptr; entry = entry->next) {
    if (entry->name == name) return entry->spelled;
  }
  return name;
}

bool HeaderList::HasSpelling(absl::string_view name) const {
  for (const SpelledName* entry = spelled_; entry != nullptr; entry = entry->next) {
    if (entry->name == name) return true;
  }
  return false;
}

void HeaderList::AddSpelling(absl::string_view name, absl::string_view spelled) {
  spelled_ = arena_->New<SpelledName>(SpelledName{name, spelled, spelled_});
}

void HeaderList::AppendField(const HeaderField& field) {
  if (size_ == capacity_) Grow();
  fields_[size_++] = field;
  present_[Word(field.id)] |= Bit(field.id);
}

HeaderField* HeaderList::FindField(HeaderId id, absl::string_view name) {
  if (id != HeaderId::kOther && !Has(id)) return nullptr;
  HeaderField* const last = fields_ + size_;
  HeaderField* const found = std::find_if(
      fields_, last, [&](const HeaderField& field) { return Matches(field, id, name); });
  return found == last ? nullptr : found;
}

void HeaderList::AddField(HeaderId id, absl::string_view name, absl::string_view value) {
  if (JoinsWhenRepeated(id)) {
    if (HeaderField* const there = FindField(id, name)) {
      there->value = arena_->Concat(there->value, ",", value);
      return;
    }
  }
  AppendField(HeaderField{name, value, id});
}

void HeaderList::SetField(HeaderId id, absl::string_view name, absl::string_view value) {
  HeaderField* const there = FindField(id, name);
  if (there == nullptr) {
    AppendField(HeaderField{name, value, id});
    return;
  }
  there->value = value;
  RemoveIf([&](const HeaderField& field) { return &field > there && Matches(field, id, name); });
}

size_t HeaderList::RemoveField(HeaderId id, absl::string_view name) {
  if (id != HeaderId::kOther && !Has(id)) return 0;
  return RemoveIf([&](const HeaderField& field) { return Matches(field, id, name); });
}

void HeaderList::Grow() {
  const uint32_t capacity = capacity_ == 0 ? kFirstCapacity : 2 * capacity_;
  auto* const fields = arena_->NewArray<HeaderField>(capacity);
  std::copy(begin(), end(), fields);
  fields_ = fields;
  capacity_ = capacity;
}

void HeaderList::RebuildPresence() {
  present_ = {};
  for (const HeaderField& field : *this) present_[Word(field.id)] |= Bit(field.id);
}

}  // namespace nuncio::http

#include "source/buffer/slice.h"

namespace nuncio::buffer {

void SliceRef::Return(Slice* slice) { slice->pool_.Return(slice); }

SlicePool::~SlicePool() {
  while (free_ != nullptr) {
    Slice* const slice = free_;
    free_ = slice->next_free_;
    delete slice;
  }
}

SliceRef SlicePool::Get() {
  Slice* slice = free_;
  if (slice != nullptr) {
    free_ = slice->next_free_;
    --free_count_;
  } else {
    slice = new Slice(*this);
  }
  ++in_use_;
  return SliceRef(slice);
}

void SlicePool::Return(Slice* slice) {
  --in_use_;
  if (free_count_ == max_free_) {
    delete slice;
    return;
  }
  slice->used_ = 0;
  slice->next_free_ = free_;
  free_ = slice;
  ++free_count_;
}

}  // namespace nuncio::buffer

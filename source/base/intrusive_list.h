#ifndef NUNCIO_SOURCE_BASE_INTRUSIVE_LIST_H_
#define NUNCIO_SOURCE_BASE_INTRUSIVE_LIST_H_

#include <cstddef>

namespace nuncio::base {

// A doubly linked list whose links are in its members: no allocation, and a member that knows only
// itself can leave. A member derives from ListNode<T>; it is in one list of that kind at most, and
// leaves it when it is destroyed. The list owns nothing.
template <typename T>
class ListNode {
 public:
  ListNode() = default;
  ~ListNode() { Unlink(); }
  ListNode(const ListNode&) = delete;
  ListNode& operator=(const ListNode&) = delete;

  bool linked() const { return next_ != nullptr; }
  void Unlink() {
    if (next_ == nullptr) return;
    previous_->next_ = next_;
    next_->previous_ = previous_;
    next_ = previous_ = nullptr;
  }

 private:
  template <typename>
  friend class IntrusiveList;
  ListNode* next_ = nullptr;
  ListNode* previous_ = nullptr;
};

template <typename T>
class IntrusiveList {
 public:
  IntrusiveList() { Clear(); }
  ~IntrusiveList() {
    while (!empty()) front().ListNode<T>::Unlink();
    head_.next_ = head_.previous_ = nullptr;  // so that the head does not unlink itself
  }
  IntrusiveList(const IntrusiveList&) = delete;
  IntrusiveList& operator=(const IntrusiveList&) = delete;

  bool empty() const { return head_.next_ == &head_; }
  T& front() { return static_cast<T&>(*head_.next_); }
  T& back() { return static_cast<T&>(*head_.previous_); }
  // The members must not be in a list.
  void PushBack(T& member) { InsertBefore(head_, member); }
  void PushFront(T& member) { InsertBefore(*head_.next_, member); }
  // Counts them one by one.
  size_t size() const {
    size_t count = 0;
    for (const ListNode<T>* node = head_.next_; node != &head_; node = node->next_) ++count;
    return count;
  }

  // Calls visit(member) for each; the visitor may take the visited member out, no other.
  template <typename Visitor>
  void ForEach(Visitor visit) {
    for (ListNode<T>* node = head_.next_; node != &head_;) {
      ListNode<T>* const next = node->next_;
      visit(static_cast<T&>(*node));
      node = next;
    }
  }

 private:
  void Clear() { head_.next_ = head_.previous_ = &head_; }
  static void InsertBefore(ListNode<T>& place, ListNode<T>& member) {
    member.next_ = &place;
    member.previous_ = place.previous_;
    place.previous_->next_ = &member;
    place.previous_ = &member;
  }

  ListNode<T> head_;
};

}  // namespace nuncio::base

#endif  // NUNCIO_SOURCE_BASE_INTRUSIVE_LIST_H_

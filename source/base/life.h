#ifndef NUNCIO_SOURCE_BASE_LIFE_H_
#define NUNCIO_SOURCE_BASE_LIFE_H_

namespace nuncio::base {

class LifeWatch;

// A member of an object that may be destroyed inside a callback that it makes itself: the frames of
// its functions that are still running ask a LifeWatch whether the object is there any more. One
// thread; no memory of its own.
class Life {
 public:
  Life() = default;
  inline ~Life();
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

 private:
  friend class LifeWatch;
  LifeWatch* newest_ = nullptr;
};

// On the stack of a function of the object, made before the first callback.
//
//   base::LifeWatch life(life_);
//   listener.OnSomething();
//   if (!life) return;  // touch no member
class LifeWatch {
 public:
  explicit LifeWatch(Life& life) : life_(&life), older_(life.newest_) { life.newest_ = this; }
  ~LifeWatch() {
    if (life_ != nullptr) life_->newest_ = older_;
  }
  LifeWatch(const LifeWatch&) = delete;
  LifeWatch& operator=(const LifeWatch&) = delete;

  explicit operator bool() const { return life_ != nullptr; }

 private:
  friend class Life;
  Life* life_;  // null once the object is gone
  LifeWatch* older_;
};

Life::~Life() {
  for (LifeWatch* watch = newest_; watch != nullptr; watch = watch->older_) watch->life_ = nullptr;
}

}  // namespace nuncio::base

#endif  // NUNCIO_SOURCE_BASE_LIFE_H_

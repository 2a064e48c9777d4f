#ifndef NUNCIO_SOURCE_BASE_FILE_DESCRIPTOR_H_
#define NUNCIO_SOURCE_BASE_FILE_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace nuncio::base {

// Owns a file descriptor and closes it. Move-only; -1 is none.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.Release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    Reset(other.Release());
    return *this;
  }
  ~FileDescriptor() { Reset(); }

  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  // The caller closes it from now on.
  int Release() { return std::exchange(fd_, -1); }
  void Reset(int fd = -1) {
    const int old = std::exchange(fd_, fd);
    if (old >= 0) ::close(old);
  }

 private:
  int fd_ = -1;
};

}  // namespace nuncio::base

#endif  // NUNCIO_SOURCE_BASE_FILE_DESCRIPTOR_H_

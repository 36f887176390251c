#pragma once

#include <sys/types.h>

#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace silu::io {

/// An open file of ours, closed at the end; none if negative.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  int number() const { return number_; }
  int release() { return std::exchange(number_, -1); }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

/// Calls a function of the system again for as long as a signal interrupts it.
template <class Call>
auto retry(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

/// open(2). The file is not handed on to other programs, which tells it from those handed to us.
int open_file(const std::string& path, int flags, mode_t mode = 0);

/// read(2). Waits where whoever shares a pipe with us made it non-blocking.
ssize_t read_file(int file, char* bytes, std::size_t size);

/// write(2), likewise, until all is written or that fails: whether all is.
bool write_file(int file, std::string_view bytes);

}  // namespace silu::io

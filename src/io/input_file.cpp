#include "io/input_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "io/descriptor.h"
#include "io/error.h"

namespace silu::io {

InputFile::InputFile(const std::string& path) : name_(path), file_(STDIN_FILENO) {
  if (path == "-") {
    name_ = "<stdin>";
  } else {
    file_ = open_file(path, O_RDONLY | O_NOCTTY);
    if (file_ < 0) throw system_error(name_);
  }
  began_with_bytes_ = bytes_left() > 0;
}

InputFile::~InputFile() {
  if (file_ != STDIN_FILENO) ::close(file_);
}

std::string InputFile::peek(std::size_t size) {
  constexpr std::size_t kReadBytes = 1 << 16;
  struct stat status {};
  if (::fstat(file_, &status) == 0 && S_ISREG(status.st_mode)) {
    // Keeps its position, because it may be mapped, or read on by others.
    return read_at(::lseek(file_, 0, SEEK_CUR), std::max(size, kReadBytes));
  }
  while (ahead_.size() < size && !ended_) {
    std::string bytes = std::exchange(ahead_, {});
    ended_ = !read_some(bytes, kReadBytes);
    ahead_ = std::move(bytes);
  }
  return ahead_;
}

std::string InputFile::read_at(off_t offset, std::size_t size) const {
  std::string bytes(size, '\0');
  std::size_t count = 0;
  while (count < size) {
    const ssize_t some =
        ::pread(file_, bytes.data() + count, size - count, offset + static_cast<off_t>(count));
    if (some < 0 && errno == EINTR) continue;
    if (some < 0) throw system_error(name_);
    if (some == 0) break;
    count += static_cast<std::size_t>(some);
  }
  bytes.resize(count);
  return bytes;
}

bool InputFile::read_some(std::string& bytes, std::size_t size) {
  if (!ahead_.empty()) {
    bytes.append(ahead_, 0, size);
    ahead_.erase(0, size);
    return true;
  }
  if (ended_) return false;
  const std::size_t before = bytes.size();
  bytes.resize(before + size);
  const ssize_t count = read_file(file_, bytes.data() + before, size);
  if (count < 0) throw system_error(name_);
  bytes.resize(before + static_cast<std::size_t>(count));
  return count > 0;
}

bool InputFile::has_more() const {
  if (!ahead_.empty() || ended_) return true;
  pollfd readable{file_, POLLIN, 0};
  return ::poll(&readable, 1, 0) > 0;
}

std::uint64_t InputFile::bytes_left() const {
  struct stat status {};
  if (::fstat(file_, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
  const off_t position = ::lseek(file_, 0, SEEK_CUR);
  return static_cast<std::uint64_t>(std::max<off_t>(status.st_size - position, 0));
}

}  // namespace silu::io

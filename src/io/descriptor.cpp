#include "io/descriptor.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace silu::io {
namespace {

// Calls again what failed, if all it takes is to wait.
template <class Call>
ssize_t wait_for(int file, short event, Call call) {
  while (true) {
    const ssize_t count = retry(call);
    if (count >= 0 || errno != EAGAIN) return count;
    pollfd ready{file, event, 0};
    ::poll(&ready, 1, -1);
  }
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

int open_file(const std::string& path, int flags, mode_t mode) {
  return retry([&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); });
}

ssize_t read_file(int file, char* bytes, std::size_t size) {
  return wait_for(file, POLLIN, [&] { return ::read(file, bytes, size); });
}

bool write_file(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count =
        wait_for(file, POLLOUT, [&] { return ::write(file, bytes.data(), bytes.size()); });
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace silu::io

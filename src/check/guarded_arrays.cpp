#include "check/guarded_arrays.h"

#include <sys/mman.h>
#include <unistd.h>

#include "io/error.h"

namespace silu::check {
namespace {

std::size_t page_bytes() {
  static const auto bytes = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return bytes;
}

// One side of an array: a page is farther than a kernel strays.
std::size_t guard_bytes() {
  return page_bytes();
}

std::size_t whole_pages(std::size_t bytes) {
  return (bytes + page_bytes() - 1) / page_bytes() * page_bytes();
}

}  // namespace

GuardedArrays::GuardedArrays(std::size_t arrays, std::size_t bytes)
    : arrays_(arrays), bytes_(whole_pages(bytes)) {
  void* const memory = ::mmap(nullptr, arrays_ * (bytes_ + 2 * guard_bytes()), PROT_NONE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw io::system_error("shared memory");
  memory_ = static_cast<std::byte*>(memory);
  for (std::size_t i = 0; i < arrays_; ++i) {
    ::mprotect(array(i).data(), bytes_, PROT_READ | PROT_WRITE);
  }
}

GuardedArrays::~GuardedArrays() {
  ::munmap(memory_, arrays_ * (bytes_ + 2 * guard_bytes()));
}

std::span<std::byte> GuardedArrays::array(std::size_t index) const {
  return {memory_ + index * (bytes_ + 2 * guard_bytes()) + guard_bytes(), bytes_};
}

void GuardedArrays::protect(std::size_t index) const {
  ::mprotect(array(index).data(), bytes_, PROT_READ);
}

std::optional<GuardedArrays::Place> GuardedArrays::find(std::uintptr_t address) const {
  const std::size_t each = bytes_ + 2 * guard_bytes();
  const auto start = reinterpret_cast<std::uintptr_t>(memory_);
  if (address < start || address >= start + arrays_ * each) return {};
  const std::size_t offset = (address - start) % each;
  const int side = offset < guard_bytes() ? -1 : offset < guard_bytes() + bytes_ ? 0 : 1;
  return Place{(address - start) / each, side};
}

}  // namespace silu::check

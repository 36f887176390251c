#include "check/kernel_memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>

namespace silu::check {
namespace {

constexpr std::size_t kLineBytes = 64;

}  // namespace

KernelMemory::KernelMemory(DType dtype, std::size_t columns, DType result_dtype)
    : dtype_(dtype),
      columns_(columns),
      result_dtype_(result_dtype),
      arrays_((kSlots + 1) * (columns + 1),
              kSlotItems * std::max(size_of(dtype), size_of(result_dtype))),
      shared_(2, std::max(sizeof(KernelState), (kSlots + 1) * sizeof(Slot))),
      state_(new (shared_.array(0).data()) KernelState),
      slots_(new (shared_.array(1).data()) Slot[kSlots + 1]) {}

KernelMemory::~KernelMemory() = default;  // what is in shared memory needs no destructor

std::span<std::byte> KernelMemory::input(std::size_t slot, std::size_t column) const {
  return arrays_.array(slot * (columns_ + 1) + column);
}

std::span<std::byte> KernelMemory::output(std::size_t slot) const {
  return arrays_.array(slot * (columns_ + 1) + columns_);
}

void KernelMemory::protect_inputs() const {
  for (std::size_t slot = 0; slot < kSlots; ++slot) {
    for (std::size_t i = 0; i < columns_; ++i) arrays_.protect(slot * (columns_ + 1) + i);
  }
}

std::string KernelMemory::describe(std::uintptr_t address) const {
  const auto place = arrays_.find(address);
  if (!place) return "";
  const std::size_t column = place->array % (columns_ + 1);
  const char* const name = column < columns_ ? (column == 0 ? "x" : "dy")
                           : columns_ == 1   ? "y"
                                             : "dx";
  if (place->side == 0) return fmt::format(", writing to {}", name);
  return fmt::format(", accessing memory {} {}",
                     place->side < 0 ? "before the start of" : "behind the end of", name);
}

std::span<std::byte> aligned_end(std::span<std::byte> array, std::size_t bytes) {
  const std::size_t whole_lines = (bytes + kLineBytes - 1) / kLineBytes * kLineBytes;
  return array.last(whole_lines).first(bytes);
}

}  // namespace silu::check

#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "check/guarded_arrays.h"
#include "check/lanes.h"

namespace silu::check {

/// What a kernel's worker and we tell each other beside commands and replies.
struct KernelState {
  // The call in work. A group of lanes has an arrangement, a whole block or a single item none.
  std::atomic<const char*> arrangement = nullptr;
  std::atomic<std::uint64_t> first = 0;  ///< of its items, within the block
  std::atomic<std::uint64_t> count = 0;
  std::atomic<std::uint64_t> calls = 0;  ///< until now, which is progress

  std::atomic<std::uintptr_t> fault = 0;  ///< the address whose access ended the worker
  std::array<char, 2048> message = {};    ///< why the kernel cannot be loaded
};
static_assert(std::atomic<std::uintptr_t>::is_always_lock_free, "a signal handler uses it");

/// The arrays that a kernel is called with, in slots, each for a block of items. They are shared
/// with the processes that are forked later.
class KernelMemory {
 public:
  /// Enough to amortize the way to another process and back, and a few pages of each dtype.
  static constexpr std::size_t kSlotItems = 1 << 16;
  static constexpr std::size_t kSlots = 6;
  static constexpr std::size_t kScratch = kSlots;  ///< a slot more, for the worker alone

  KernelMemory(DType dtype, std::size_t columns, DType result_dtype);
  ~KernelMemory();
  KernelMemory(const KernelMemory&) = delete;
  KernelMemory& operator=(const KernelMemory&) = delete;

  DType dtype() const { return dtype_; }
  DType result_dtype() const { return result_dtype_; }
  std::size_t columns() const { return columns_; }

  KernelState& state() const { return *state_; }
  std::uint64_t& count(std::size_t slot) const { return slots_[slot].count; }
  LaneFindings& findings(std::size_t slot) const { return slots_[slot].findings; }

  std::span<std::byte> input(std::size_t slot, std::size_t column) const;
  std::span<std::byte> output(std::size_t slot) const;

  /// Makes the inputs of all slots but the scratch one read-only for this process.
  void protect_inputs() const;

  /// ", accessing memory behind the end of y"; empty if an address is not near an array.
  std::string describe(std::uintptr_t address) const;

 private:
  struct Slot {
    std::uint64_t count = 0;  // of its items
    LaneFindings findings;
  };

  const DType dtype_;
  const std::size_t columns_;
  const DType result_dtype_;
  const GuardedArrays arrays_;  // the columns of a slot and then its results, slot by slot
  const GuardedArrays shared_;
  KernelState* const state_;
  Slot* const slots_;
};

/// The last so many bytes of an array, a little earlier if they are to begin at a cache line.
std::span<std::byte> aligned_end(std::span<std::byte> array, std::size_t bytes);

}  // namespace silu::check

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace silu::check {

/// Arrays with pages before and behind each that nobody may touch. They are shared with the
/// processes that are forked later.
class GuardedArrays {
 public:
  /// Throws Error if the system has no memory left.
  GuardedArrays(std::size_t arrays, std::size_t bytes);
  ~GuardedArrays();
  GuardedArrays(const GuardedArrays&) = delete;
  GuardedArrays& operator=(const GuardedArrays&) = delete;

  /// All bytes of an array: whole pages.
  std::span<std::byte> array(std::size_t index) const;

  /// Makes an array read-only for this process.
  void protect(std::size_t index) const;

  /// Where an address lies.
  struct Place {
    std::size_t array = 0;
    int side = 0;  ///< -1 before it, 0 in it, 1 behind it
  };

  /// None for one that is neither in an array nor beside one.
  std::optional<Place> find(std::uintptr_t address) const;

 private:
  std::size_t arrays_;
  std::size_t bytes_;  // of an array, in whole pages
  std::byte* memory_;
};

}  // namespace silu::check

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

namespace silu {

/// Throws std::invalid_argument unless the memory of y is that of x or apart from it, and as large.
inline void require_same_or_disjoint(std::span<const std::byte> x, std::span<const std::byte> y,
                                     const char* names = "x and y") {
  if (x.size() != y.size())
    throw std::invalid_argument(std::string("silu: ") + names + " differ in size");
  const auto from = reinterpret_cast<std::uintptr_t>(x.data());
  const auto to = reinterpret_cast<std::uintptr_t>(y.data());
  const auto distance = from < to ? to - from : from - to;
  if (distance != 0 && distance < x.size()) {
    throw std::invalid_argument(std::string("silu: ") + names + " overlap without being the same");
  }
}

}  // namespace silu

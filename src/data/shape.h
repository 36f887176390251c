#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "silu/dtype.h"

namespace silu::data {

/// The dimensions of an array, none for a single value, and which way its values lie: the last
/// index varies fastest, or in Fortran's order the first one.
struct Shape {
  std::vector<std::uint64_t> sizes;
  bool fortran_order = false;
};

/// NumPy has no arrays of more dimensions.
inline constexpr std::size_t kMostDimensions = 64;

/// How many values an array has; nothing if that is 2^63 or more.
std::optional<std::uint64_t> count_values(std::span<const std::uint64_t> sizes);

/// The bytes around the values of a file, and how the values lie between them. The bytes live as
/// long as the reader of the file.
struct Frame {
  std::string_view before;
  std::string_view after;
  DType dtype;
  bool big_endian;
};

}  // namespace silu::data

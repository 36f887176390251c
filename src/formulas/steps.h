#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "silu/dtype.h"

namespace silu::formulas {

/// The distance of two numbers in representable values: 0 for itself, +0 and -0 being the same, and
/// 1 for its neighbour. Infinity is the neighbour of the largest number. Not for a NaN.
template <class T>
std::uint64_t steps_between(T a, T b) {
  const auto place = [](T value) {
    const auto bits = std::bit_cast<BitsOf<T>>(value);
    constexpr auto kSign = static_cast<BitsOf<T>>(BitsOf<T>{1} << (8 * sizeof(T) - 1));
    const auto magnitude = static_cast<std::int64_t>(bits & (kSign - 1));
    return (bits & kSign) != 0 ? -magnitude : magnitude;
  };
  const std::int64_t difference = place(a) - place(b);
  return static_cast<std::uint64_t>(difference < 0 ? -difference : difference);
}

/// The unit in the last place of T at a value: the distance of its neighbours in the binade that
/// the value is in, and below the least normal number that of the subnormal ones.
template <class T>
double ulp_at(double value) {
  const int least = std::ilogb(static_cast<double>(std::numeric_limits<T>::min()));
  const int greatest = std::ilogb(static_cast<double>(std::numeric_limits<T>::max()));
  const int exponent = value == 0 ? least : std::clamp(std::ilogb(value), least, greatest);
  return std::ldexp(1.0, exponent - (std::numeric_limits<T>::digits - 1));
}

}  // namespace silu::formulas

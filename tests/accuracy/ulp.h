#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

/// The unit in the last place of a value, in a format whose significands have so many digits. Below
/// 2^least_exponent, among subnormal numbers and at 0, it is the smallest there is.
inline long double ulp(long double value, int digits, int least_exponent) {
  const int exponent = value == 0 ? least_exponent : std::ilogb(value);
  return std::ldexp(1.0L, std::max(exponent, least_exponent) - digits + 1);
}

/// The same in T: float or double.
template <class T>
long double ulp(long double value) {
  // The C++ library's exponents are those of 0.1..., not of 1.something.
  return ulp(value, std::numeric_limits<T>::digits, std::numeric_limits<T>::min_exponent - 1);
}

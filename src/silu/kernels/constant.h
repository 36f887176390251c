#pragma once

#include <cmath>

namespace silu {

/// A number to twice the digits of a double: the unevaluated sum hi + lo, |lo| <= ulp(hi) / 2.
struct Constant {
  double hi;
  double lo = 0;
};

/// A function near a zero of it: f(zero + h) = h (c[0] + c[1] h + ...) for |h| <= 1/16, where c is
/// over_distance.
struct ZeroSeries {
  Constant zero;
  double over_distance[8];
};

/// A number to divide by, which most number types multiply by the inverse of.
struct Divisor {
  explicit Divisor(double x) : value(x), inverse{1 / x} {
    inverse.lo = std::fma(-inverse.hi, x, 1.0) / x;
  }

  double value;
  Constant inverse;  ///< may overflow or lose digits, unless value is_usual() (families.h)
};

/// The last x, upwards where beta > 0 and downwards where it is not, for which beta x, without a
/// rounding, is below the threshold or, if inclusive, is the threshold; the infinity before the
/// first number if there is none. beta is finite and not 0.
double last_within(double beta, double threshold, bool inclusive);

}  // namespace silu

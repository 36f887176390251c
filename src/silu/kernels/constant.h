#pragma once

#include <cmath>

namespace silu {

/// A number to twice the digits of a double: the unevaluated sum hi + lo, |lo| <= ulp(hi) / 2.
struct Constant {
  double hi;
  double lo = 0;
};

/// 1 / x
inline Constant inverse(double x) {
  const double hi = 1 / x;
  return {hi, std::fma(-hi, x, 1.0) / x};
}

/// The last x, upwards where beta > 0 and downwards where it is not, for which beta x, without a
/// rounding, is below the threshold or, if inclusive, is the threshold. Both are is_usual()
/// (families.h); the threshold may also be 0 or infinite.
double last_within(double beta, double threshold, bool inclusive);

}  // namespace silu

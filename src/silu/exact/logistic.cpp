#include "silu/exact/logistic.h"

#include <cmath>

#include "silu/exact/double_double.h"

namespace silu {

float accurate_silu(float x) {
  if (!(x < 40.0f) || x == 0.0f) return x;  // 1 + e^-x rounds to 1; a NaN and a -0 stay
  if (x < -120.0f) return -0.0f;            // |x e^x| < 2^-166
  const double value = x;
  if (std::fabs(value) < 0x1p-40) {  // x/2 + x^2/4 - ...: the square decides where x/2 is a tie
    return round_to_float(fast_two_sum(0.5 * value, 0.25 * value * value));
  }
  return round_to_float(DoubleDouble{value, 0.0} / (DoubleDouble{1.0, 0.0} + exponential(-value)));
}

float accurate_sigmoid(float x) {
  if (std::isnan(x)) return x;
  if (x > 40.0f) return 1.0f;
  if (x < -120.0f) return 0.0f;
  return round_to_float(DoubleDouble{1.0, 0.0} /
                        (DoubleDouble{1.0, 0.0} + exponential(-static_cast<double>(x))));
}

}  // namespace silu

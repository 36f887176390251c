#include "silu/kernels/constant.h"

#include <cmath>
#include <limits>

namespace silu {

double last_within(double beta, double threshold, bool inclusive) {
  const double onwards = std::copysign(std::numeric_limits<double>::infinity(), beta);
  if (threshold == 0) return inclusive ? 0 : std::nextafter(0, -onwards);
  int beta_exponent = 0;
  const double beta_significand = std::frexp(beta, &beta_exponent);
  const auto is_within = [=](double x) {
    if (std::isinf(x)) return x != onwards;
    if (x == 0) return inclusive ? 0 <= threshold : 0 < threshold;
    int exponent = 0;
    const double significand = std::frexp(x, &exponent);
    const double scaled = std::ldexp(threshold, -beta_exponent - exponent);
    // Rounded once and, of two numbers of a usual size or one that is much larger, no zero: so its
    // sign is right.
    const double rest = std::fma(beta_significand, significand, -scaled);
    return inclusive ? rest <= 0 : rest < 0;
  };
  double x = threshold / beta;
  while (!is_within(x)) x = std::nextafter(x, -onwards);
  while (x != onwards && is_within(std::nextafter(x, onwards))) x = std::nextafter(x, onwards);
  return x;
}

}  // namespace silu

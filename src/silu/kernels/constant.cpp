#include "silu/kernels/constant.h"

#include <cmath>
#include <limits>

namespace silu {

double last_within(double beta, double threshold, bool inclusive) {
  const auto is_within = [=](double x) {
    // Rounded once, so its sign is right, unless it is too small: then only x = 0 is as near.
    const double rest = std::fma(beta, x, -threshold);
    return inclusive ? rest <= 0 : rest < 0;
  };
  const double onwards = std::copysign(std::numeric_limits<double>::infinity(), beta);
  double x = threshold / beta;
  while (!is_within(x)) x = std::nextafter(x, -onwards);
  while (x != onwards && is_within(std::nextafter(x, onwards))) x = std::nextafter(x, onwards);
  return x;
}

}  // namespace silu

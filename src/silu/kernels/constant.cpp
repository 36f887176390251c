#include "silu/kernels/constant.h"

#include <cmath>
#include <limits>

namespace silu {

double last_within(double beta, double threshold, bool inclusive) {
  const double onwards = std::copysign(std::numeric_limits<double>::infinity(), beta);
  if (threshold == 0) return inclusive ? 0 : std::nextafter(0, -onwards);
  const auto is_within = [=](double x) {
    // Rounded once, so its sign is right.
    const double rest = std::fma(beta, x, -threshold);
    return inclusive ? rest <= 0 : rest < 0;
  };
  double x = threshold / beta;
  while (!is_within(x)) x = std::nextafter(x, -onwards);
  while (x != onwards && is_within(std::nextafter(x, onwards))) x = std::nextafter(x, onwards);
  return x;
}

}  // namespace silu

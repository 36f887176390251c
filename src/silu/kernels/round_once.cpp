#include "silu/kernels/round_once.h"

#include <bit>
#include <cmath>
#include <cstdint>

namespace silu {

double round_once(double hi, double lo, int exponent) {
  if (hi == 0) return hi;  // a sum with lo would lose its sign
  if (std::ilogb(hi) + exponent >= -1022) return std::ldexp(hi + lo, exponent);
  if (std::ilogb(hi) + exponent < -1080) return std::copysign(0.0, hi);
  // The sum with 2^52 smallest subnormals has their spacing, and its low bits, which count them,
  // are the bits of the result.
  const double unit = std::copysign(std::ldexp(1.0, -1074 + 52 - exponent), hi);
  const double coarse = unit + hi;
  const double rounded = coarse + ((hi - (coarse - unit)) + lo);
  const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(x); };
  return std::copysign(std::bit_cast<double>(bits(rounded) - bits(unit)), hi);
}

}  // namespace silu

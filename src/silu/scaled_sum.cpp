#include "silu/scaled_sum.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "silu/exact/double_double.h"

namespace silu {

namespace {

// a + b to the double of an odd significand, unless it is one itself: rounding that to fewer bits
// gives what rounding the sum gives.
double add_to_odd(double a, double b) {
  const DoubleDouble sum = two_sum(a, b);
  auto bits = std::bit_cast<std::uint64_t>(sum.hi);
  if (sum.lo != 0 && bits % 2 == 0) {
    bits += std::signbit(sum.hi) == std::signbit(sum.lo) ? 1 : ~std::uint64_t{0};
  }
  return std::bit_cast<double>(bits);
}

}  // namespace

double round_once(const ScaledSum& sum) {
  const auto [hi, lo, exponent] = sum;
  if (hi == 0 || !std::isfinite(hi)) return hi;  // a sum with lo would lose a zero's sign
  if (std::ilogb(hi) + exponent >= -1022) return std::ldexp(hi + lo, exponent);
  if (std::ilogb(hi) + exponent < -1080) return std::copysign(0.0, hi);
  // The sum with 2^52 smallest subnormals has their spacing, and its low bits, which count them,
  // are the bits of the result.
  const double unit = std::copysign(std::ldexp(1.0, -1074 + 52 - exponent), hi);
  const double coarse = unit + hi;
  const double rounded = coarse + add_to_odd(hi - (coarse - unit), lo);
  const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(x); };
  return std::copysign(std::bit_cast<double>(bits(rounded) - bits(unit)), hi);
}

double round_to_odd(const ScaledSum& sum) {
  const auto [hi, lo, exponent] = sum;
  if (hi == 0 || !std::isfinite(hi)) return hi;
  // Beyond, all are rounded to 0 or to infinity.
  return std::ldexp(add_to_odd(hi, lo), std::clamp(exponent, -500, 500));
}

}  // namespace silu

#include "silu/kernels/accurate64.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "silu/kernels/exp64.h"
#include "silu/kernels/round_once.h"

namespace silu {
namespace {

// An unevaluated sum, |low| <= ulp(high) / 2, times 2^exponent.
struct ScaledPair {
  double high;
  double low;
  int exponent;
};

uint64_t bits_of(double x) {
  return std::bit_cast<uint64_t>(x);
}

double from_bits(uint64_t bits) {
  return std::bit_cast<double>(bits);
}

// e^-x for 0 < x < 800, to 2^-62. The vector kernels' method, in more precision.
ScaledPair exp_negative(double x) {
  const double n = std::fma(x, k16OverLn2, kRoundToInt) - kRoundToInt;
  const int remainder = static_cast<int>(n) % 16;
  const double r = std::fma(-n, kLn2Over16, x);  // exact
  const double r_low = std::fma(-n, kLn2Over16Low, kPowerLog[remainder]);
  const double s = r + r_low;
  double tail = kTail[5];
  for (int k = 4; k >= 0; --k) tail = std::fma(tail, s, kTail[k]);
  tail = std::fma(s * s, tail, r_low);

  // 2^(-remainder/16) (1 - r - tail).
  const double power =
      from_bits(bits_of(kPower[remainder]) - (static_cast<uint64_t>(remainder) << 48));
  const double high = std::fma(-power, r + tail, power);
  const double low = std::fma(-power, tail, std::fma(-power, r, power - high));
  return {high, low, static_cast<int>(n) / -16};
}

ScaledPair times(ScaledPair a, double b) {
  const double high = a.high * b;
  return {high, std::fma(a.high, b, -high) + a.low * b, a.exponent};
}

double round_once(ScaledPair a) {
  return silu::round_once(a.high, a.low, a.exponent);
}

constexpr double kCanonicalNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kAllVanishesBelow = -800.0;

}  // namespace

double silu_rare(double x) {
  if (std::isnan(x)) return kCanonicalNaN;
  if (x < kAllVanishesBelow) return -0.0;
  if (x <= kRareBelow) return round_once(times(exp_negative(-x), x));
  if (x > 1.0) return x;
  // Subnormal: x/2 + x^2/4. Half an odd x is a tie that the square decides, upwards.
  const uint64_t bits = bits_of(x);
  const uint64_t sign = bits & (uint64_t{1} << 63);
  const uint64_t magnitude = bits ^ sign;
  return from_bits(sign | ((magnitude + (sign == 0 ? 1 : 0)) >> 1));
}

double sigmoid_rare(double x) {
  if (std::isnan(x)) return kCanonicalNaN;
  if (x < kAllVanishesBelow) return 0.0;
  return round_once(exp_negative(-x));
}

}  // namespace silu

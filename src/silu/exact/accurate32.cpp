// Must be compiled with -ffp-contract=off and without -ffast-math: the error terms below are exact
// only if every operation is rounded once, as written.
#include "silu/exact/accurate32.h"

#include <bit>
#include <cmath>
#include <cstdint>

namespace silu {
namespace {

// The unevaluated sum hi + lo, |lo| <= ulp(hi) / 2.
struct DoubleDouble {
  double hi;
  double lo;
};

// a + b exactly, for |a| >= |b| or a = 0 (Dekker).
DoubleDouble fast_two_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

// a + b exactly (Knuth).
DoubleDouble two_sum(double a, double b) {
  const double sum = a + b;
  const double b_part = sum - a;
  return {sum, (a - (sum - b_part)) + (b - b_part)};
}

// The upper 26 bits of a (Veltkamp); a minus them is exact and has 26 bits as well.
double upper_half(double a) {
  const double scaled = a * 0x1.000002p27;  // 2^27 + 1
  return scaled - (scaled - a);
}

// a * b exactly (Dekker).
DoubleDouble two_product(double a, double b) {
  const double product = a * b;
  const double a_hi = upper_half(a);
  const double b_hi = upper_half(b);
  const double a_lo = a - a_hi;
  const double b_lo = b - b_hi;
  return {product, ((a_hi * b_hi - product) + a_hi * b_lo + a_lo * b_hi) + a_lo * b_lo};
}

DoubleDouble operator+(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble hi = two_sum(a.hi, b.hi);
  const DoubleDouble lo = two_sum(a.lo, b.lo);
  const DoubleDouble sum = fast_two_sum(hi.hi, hi.lo + lo.hi);
  return fast_two_sum(sum.hi, sum.lo + lo.lo);
}

DoubleDouble operator*(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble product = two_product(a.hi, b.hi);
  return fast_two_sum(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

// Two quotient digits and the correction of a third, each the rounded remainder over b.
DoubleDouble operator/(DoubleDouble a, DoubleDouble b) {
  const double first = a.hi / b.hi;
  const DoubleDouble rest = a + b * DoubleDouble{-first, 0.0};
  const double second = rest.hi / b.hi;
  const double third = (rest + b * DoubleDouble{-second, 0.0}).hi / b.hi;
  return fast_two_sum(first, second) + DoubleDouble{third, 0.0};
}

// e^-x for |x| <= 120: x = r - n ln 2 with |r| <= ln(2) / 2, and e^-x = 2^n e^-r.
DoubleDouble exp_negative(double x) {
  // ln 2 in three parts; the first two have 42 bits, so their products with n are exact.
  constexpr double kLn2High = 0x1.62e42fefa38p-1;
  constexpr double kLn2Middle = 0x1.ef35793c76p-45;
  constexpr double kLn2Low = 0x1.cc01f97b57a08p-87;
  const double n = std::nearbyint(x * -0x1.71547652b82fep+0);
  const DoubleDouble r = (two_sum(x, n * kLn2High) + DoubleDouble{n * kLn2Middle, 0.0}) +
                         DoubleDouble{n * kLn2Low, 0.0};
  // e^-r = 1 - r/1 (1 - r/2 (1 - r/3 (...))): what follows r^22/22! is below 2^-109, and what
  // follows r^12/12! is so small (2^-47) that double suffices for it.
  double tail = 1.0;
  for (int k = 22; k > 12; --k) tail = 1.0 - tail * r.hi / k;
  DoubleDouble sum = {tail, 0.0};
  for (int k = 12; k > 0; --k) {
    sum = DoubleDouble{1.0, 0.0} + sum * r / DoubleDouble{-static_cast<double>(k), 0.0};
  }
  const double scale = std::ldexp(1.0, static_cast<int>(n));
  return {sum.hi * scale, sum.lo * scale};
}

// hi + lo to float with one rounding: first to odd (of the two doubles around the sum, the one
// with the odd significand), which no later rounding to fewer bits, even of a subnormal result,
// mistakes for a tie or for a float.
float round_to_float(DoubleDouble value) {
  std::uint64_t bits = std::bit_cast<std::uint64_t>(value.hi);
  if (value.lo != 0.0 && (bits & 1) == 0) {
    bits += std::signbit(value.hi) == std::signbit(value.lo) ? 1 : std::uint64_t(-1);
  }
  return static_cast<float>(std::bit_cast<double>(bits));
}

}  // namespace

float accurate_silu(float x) {
  if (!(x < 40.0f) || x == 0.0f) return x;  // 1 + e^-x rounds to 1; a NaN and a -0 stay
  if (x < -120.0f) return -0.0f;            // |x e^x| < 2^-166
  const double value = x;
  if (std::fabs(value) < 0x1p-40) {  // x/2 + x^2/4 - ...: the square decides where x/2 is a tie
    return round_to_float(fast_two_sum(0.5 * value, 0.25 * value * value));
  }
  return round_to_float(DoubleDouble{value, 0.0} / (DoubleDouble{1.0, 0.0} + exp_negative(value)));
}

float accurate_sigmoid(float x) {
  if (std::isnan(x)) return x;
  if (x > 40.0f) return 1.0f;
  if (x < -120.0f) return 0.0f;
  return round_to_float(DoubleDouble{1.0, 0.0} / (DoubleDouble{1.0, 0.0} + exp_negative(x)));
}

}  // namespace silu

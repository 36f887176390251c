#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

/// Double-double arithmetic: what decides a rounding that double cannot. Plain C++ without FMA or
/// long double, so that every target gives the same bits.
///
/// It must be compiled with -ffp-contract=off and without -ffast-math: the error terms are exact
/// only if every operation is rounded once, as written. u is 2^-53; bounds are relative to the
/// exact result, for operands and results from 2^-900 to 2^900 or zero.
namespace silu {

/// The unevaluated sum hi + lo, |lo| <= ulp(hi) / 2.
struct DoubleDouble {
  double hi;
  double lo;
};

/// a + b exactly, for |a| >= |b| or a = 0 (Dekker).
inline DoubleDouble fast_two_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

/// a + b exactly (Knuth).
inline DoubleDouble two_sum(double a, double b) {
  const double sum = a + b;
  const double b_part = sum - a;
  return {sum, (a - (sum - b_part)) + (b - b_part)};
}

/// The upper 26 bits of a (Veltkamp); a minus them is exact and has 26 bits as well.
inline double upper_half(double a) {
  const double scaled = a * 0x1.000002p27;  // 2^27 + 1
  return scaled - (scaled - a);
}

/// a * b exactly (Dekker).
inline DoubleDouble two_product(double a, double b) {
  const double product = a * b;
  const double a_hi = upper_half(a);
  const double b_hi = upper_half(b);
  const double a_lo = a - a_hi;
  const double b_lo = b - b_hi;
  return {product, ((a_hi * b_hi - product) + a_hi * b_lo + a_lo * b_hi) + a_lo * b_lo};
}

/// Error < 3 u^2 + 13 u^3 < 2^-104, also where the sum cancels (Joldes, Muller and Popescu, "Tight
/// and rigorous error bounds for basic building blocks of double-word arithmetic", 2017).
inline DoubleDouble operator+(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble hi = two_sum(a.hi, b.hi);
  const DoubleDouble lo = two_sum(a.lo, b.lo);
  const DoubleDouble sum = fast_two_sum(hi.hi, hi.lo + lo.hi);
  return fast_two_sum(sum.hi, sum.lo + lo.lo);
}

/// Error < 7 u^2 < 2^-103 (the same paper).
inline DoubleDouble operator*(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble product = two_product(a.hi, b.hi);
  return fast_two_sum(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

/// Two quotient digits and the correction of a third, each the rounded remainder over b. Error
/// < 11 u^2 < 2^-102: that of the first product and that of the last sum; all others are u times as
/// large.
inline DoubleDouble operator/(DoubleDouble a, DoubleDouble b) {
  const double first = a.hi / b.hi;
  const DoubleDouble rest = a + b * DoubleDouble{-first, 0.0};
  const double second = rest.hi / b.hi;
  const double third = (rest + b * DoubleDouble{-second, 0.0}).hi / b.hi;
  return fast_two_sum(first, second) + DoubleDouble{third, 0.0};
}

/// e^x for |x| <= 600. Error < 2^-98.
inline DoubleDouble exponential(double x) {
  // x = n ln 2 + r with |r| <= ln(2) / 2, and e^x = 2^n e^r. ln 2 comes in three parts; the first
  // two have 42 bits, so their products with n are exact.
  constexpr double kLn2High = 0x1.62e42fefa38p-1;
  constexpr double kLn2Middle = 0x1.ef35793c76p-45;
  constexpr double kLn2Low = 0x1.cc01f97b57a08p-87;
  const double n = std::nearbyint(x * 0x1.71547652b82fep+0);
  const DoubleDouble r = (two_sum(x, -n * kLn2High) + DoubleDouble{-n * kLn2Middle, 0.0}) +
                         DoubleDouble{-n * kLn2Low, 0.0};
  // e^r = 1 + r/1 (1 + r/2 (1 + r/3 (...))): what follows r^22/22! is below 2^-109, and what
  // follows r^12/12! is so small (2^-47) that double suffices for it.
  double tail = 1.0;
  for (int k = 22; k > 12; --k) tail = 1.0 + tail * r.hi / k;
  DoubleDouble sum = {tail, 0.0};
  for (int k = 12; k > 0; --k) {
    sum = DoubleDouble{1.0, 0.0} + sum * r / DoubleDouble{static_cast<double>(k), 0.0};
  }
  const double scale = std::ldexp(1.0, static_cast<int>(n));
  return {sum.hi * scale, sum.lo * scale};
}

/// hi + lo to float with one rounding, also of a subnormal or infinite result: first to odd (of the
/// two doubles around the sum, the one with the odd significand), which no later rounding to fewer
/// bits mistakes for a tie or for a float.
inline float round_to_float(DoubleDouble value) {
  std::uint64_t bits = std::bit_cast<std::uint64_t>(value.hi);
  if (value.lo != 0.0 && (bits & 1) == 0) {
    bits += std::signbit(value.hi) == std::signbit(value.lo) ? 1 : std::uint64_t(-1);
  }
  return static_cast<float>(std::bit_cast<double>(bits));
}

}  // namespace silu

#pragma once

#include <cmath>

/// Double-double arithmetic for single values, to calculate with what the formulas give (vectors of
/// them are in kernels/number-inl.h).
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

inline bool operator<(DoubleDouble a, DoubleDouble b) {
  return a.hi < b.hi || (a.hi == b.hi && a.lo < b.lo);
}
inline bool operator>(DoubleDouble a, DoubleDouble b) {
  return b < a;
}

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

/// a * b exactly.
inline DoubleDouble two_product(double a, double b) {
  const double product = a * b;
  return {product, std::fma(a, b, -product)};
}

/// Error < 3 u^2 + 13 u^3 < 2^-104, also where the sum cancels (Joldes, Muller and Popescu, "Tight
/// and rigorous error bounds for basic building blocks of double-word arithmetic", 2017).
inline DoubleDouble operator+(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble hi = two_sum(a.hi, b.hi);
  const DoubleDouble lo = two_sum(a.lo, b.lo);
  const DoubleDouble sum = fast_two_sum(hi.hi, hi.lo + lo.hi);
  return fast_two_sum(sum.hi, sum.lo + lo.lo);
}

inline DoubleDouble operator-(DoubleDouble a) {
  return {-a.hi, -a.lo};
}
inline DoubleDouble operator-(DoubleDouble a, DoubleDouble b) {
  return a + -b;
}
inline DoubleDouble abs(DoubleDouble a) {
  return a.hi < 0 ? -a : a;
}

/// Error < 7 u^2 < 2^-103 (the same paper).
inline DoubleDouble operator*(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble product = two_product(a.hi, b.hi);
  return fast_two_sum(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

}  // namespace silu

#pragma once

#include <cmath>

/// Double-double arithmetic that knows infinities and NaN, for exact.cpp and trace.cpp.
///
/// It must be compiled with -ffp-contract=off and without -ffast-math. Relative errors are below
/// 2^-100 for operands and results from 2^-900 to 2^900 or zero; sums that cancel keep that error
/// relative to their operands' errors only.
namespace silu::formulas {

/// hi + lo, |lo| <= ulp(hi) / 2. An infinity or a NaN is hi alone.
struct Pair {
  double hi;
  double lo = 0;
};

inline Pair fast_two_sum(double a, double b) {
  const double sum = a + b;
  if (!std::isfinite(sum)) return {sum};
  return {sum, b - (sum - a)};
}

inline Pair two_sum(double a, double b) {
  const double sum = a + b;
  if (!std::isfinite(sum)) return {sum};
  const double b_part = sum - a;
  return {sum, (a - (sum - b_part)) + (b - b_part)};
}

inline Pair operator-(Pair a) {
  return {-a.hi, -a.lo};
}

inline Pair operator+(Pair a, Pair b) {
  const Pair hi = two_sum(a.hi, b.hi);
  if (!std::isfinite(hi.hi)) return hi;
  const Pair lo = two_sum(a.lo, b.lo);
  const Pair sum = fast_two_sum(hi.hi, hi.lo + lo.hi);
  const Pair result = fast_two_sum(sum.hi, sum.lo + lo.lo);
  // The sum of two zeros has a sign.
  return result.hi == 0 ? Pair{a.hi + b.hi} : result;
}

inline Pair operator-(Pair a, Pair b) {
  return a + -b;
}

inline Pair operator*(Pair a, Pair b) {
  const double product = a.hi * b.hi;
  if (!std::isfinite(product) || product == 0) return {product};
  const double error = std::fma(a.hi, b.hi, -product);
  return fast_two_sum(product, error + (a.hi * b.lo + a.lo * b.hi));
}

inline Pair operator/(Pair a, Pair b) {
  const double first = a.hi / b.hi;
  if (!std::isfinite(first) || first == 0 || !std::isfinite(b.hi)) return {first};
  const Pair rest = a - b * Pair{first};
  const double second = rest.hi / b.hi;
  const Pair last = rest - b * Pair{second};
  return fast_two_sum(first, second) + Pair{last.hi / b.hi};
}

inline Pair sqrt(Pair a) {
  const double root = std::sqrt(a.hi);
  if (!std::isfinite(root) || root == 0) return {root};
  const Pair rest = a - Pair{root} * Pair{root};
  return fast_two_sum(root, rest.hi / (2 * root));
}

inline bool operator<(Pair a, Pair b) {
  return a.hi < b.hi || (a.hi == b.hi && a.lo < b.lo);
}
inline bool operator==(Pair a, Pair b) {
  return a.hi == b.hi && a.lo == b.lo;
}

inline bool is_negative(Pair a) {
  return std::signbit(a.hi);
}
inline Pair abs(Pair a) {
  return is_negative(a) ? -a : a;
}

}  // namespace silu::formulas

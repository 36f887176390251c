#pragma once

#include <cmath>

#include "silu/activation.h"

/// What the rows of the catalogue are written with. T is double or long double.
namespace silu {

/// How an evaluator takes the values of its parameters.
using Parameters = const ParameterValues&;

/// An Evaluator from one generic lambda f(x, parameters), which never sees NaN.
template <class F>
constexpr Evaluator evaluator(F) {
  return {[](double x, Parameters p) { return std::isnan(x) ? x + x : F{}(x, p); },
          [](long double x, Parameters p) { return std::isnan(x) ? x + x : F{}(x, p); }};
}

/// The second derivative of what is made of straight lines.
inline constexpr Evaluator kZero = evaluator([]<class T>(T, Parameters) { return T(0); });

/// x * factor, and 0 where x is infinite and the factor 0: here it is one that came down to 0
/// faster than x went up, or a parameter.
template <class T>
T times(T x, T factor) {
  return std::isinf(x) && factor == 0 ? std::copysign(T(1), x) * factor : x * factor;
}

/// 1 / (1 + exp(-x)), without overflow.
template <class T>
T logistic(T x) {
  const T e = std::exp(-std::abs(x));
  return (x < 0 ? e : 1) / (1 + e);
}

/// logistic'(x) = logistic(x) logistic(-x).
template <class T>
T logistic_slope(T x) {
  const T e = std::exp(-std::abs(x));
  return e / ((1 + e) * (1 + e));
}

/// x logistic(u) for a function u of x, and its derivatives from u, u' and u''.
template <class T>
T gated(T x, T u) {
  return times(x, logistic(u));
}
template <class T>
T gated_slope(T x, T u, T u1) {
  return times(1 + times(x * u1, logistic(-u)), logistic(u));
}
template <class T>
T gated_curvature(T x, T u, T u1, T u2) {
  const T slope = logistic_slope(u);
  if (slope == 0) return slope;  // what it multiplies may be inf - inf
  return slope * (2 * u1 + x * u2 - x * u1 * u1 * std::tanh(u / 2));
}

/// Requirements of the first or the second parameter.
template <std::size_t kIndex>
inline constexpr Requirement kFinite = {"a finite number",
                                        [](Parameters p) { return std::isfinite(p[kIndex]); }};

template <std::size_t kIndex>
inline constexpr Requirement kNotNaN = {"a number",
                                        [](Parameters p) { return !std::isnan(p[kIndex]); }};

/// Those of two kinks that there are.
inline std::vector<double> two_kinks(double first, double second) {
  std::vector<double> kinks;
  if (std::isfinite(first)) kinks.push_back(first);
  if (std::isfinite(second) && second != first) kinks.push_back(second);
  return kinks;
}

}  // namespace silu

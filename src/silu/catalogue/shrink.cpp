#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kLambda[] = {{.name = "lambd",
                                  .default_value = 0.5,
                                  .example = 1,
                                  .requirement = {"a finite number >= 0", [](Parameters p) {
                                                    return std::isfinite(p[0]) && p[0] >= 0;
                                                  }}}};

// Of both shrinks that have a lambda.
constexpr Evaluator kDerivative =
    evaluator([]<class T>(T x, Parameters p) { return T(std::abs(x) > T(p[0]) ? 1 : 0); });

std::vector<double> kinks(Parameters p) {
  return two_kinks(-p[0], p[0]);
}

// For x - tanh x, the continued fraction tanh x = x / (1 + x^2 / (3 + x^2 / (5 + ...))) without its
// leading x: nothing is subtracted. Up to |x| = 1 these terms leave an error of less than 2^-70.
template <class T>
T tanh_shrink_near_zero(T x) {
  const T square = x * x;
  T tail = 19;
  for (int odd = 17; odd >= 3; odd -= 2) tail = T(odd) + square / tail;
  const T s = square / tail;
  return x * (s / (1 + s));
}

// For |x| >= 1: |x| - tanh |x| = (|x| - 1) + 2 / (exp(2|x|) + 1). Where the sum loses its second
// term, the exact value still lies above the first, which may be a tie of two narrower numbers.
template <class T>
T tanh_shrink_far(T x) {
  const T size = std::abs(x);
  const T sum = (size - 1) + 2 / (std::exp(2 * size) + 1);
  return std::copysign(sum == size - 1 ? std::nextafter(sum, size) : sum, x);
}

constexpr std::string_view kSoftAliases[] = {"soft_shrink"};
constexpr std::string_view kHardAliases[] = {"hard_shrink"};
constexpr std::string_view kTanhAliases[] = {"tanh_shrink"};

}  // namespace

constexpr Activation kSoftshrink = {
    .name = "softshrink",
    .title = "Softshrink",
    .aliases = kSoftAliases,
    .parameters = kLambda,
    .value = evaluator([]<class T>(T x, Parameters p) {
      const T lambda = T(p[0]);
      return x > lambda ? x - lambda : x < -lambda ? x + lambda : 0;
    }),
    .first_derivative = kDerivative,
    .second_derivative = kZero,
    .kinks = kinks,
};

constexpr Activation kHardshrink = {
    .name = "hardshrink",
    .title = "Hardshrink",
    .aliases = kHardAliases,
    .parameters = kLambda,
    .value = evaluator([]<class T>(T x, Parameters p) { return std::abs(x) > T(p[0]) ? x : 0; }),
    .first_derivative = kDerivative,
    .second_derivative = kZero,
    .kinks = kinks,
};

constexpr Activation kTanhshrink = {
    .name = "tanhshrink",
    .title = "Tanhshrink",
    .aliases = kTanhAliases,
    .value = evaluator([]<class T>(T x, Parameters) {
      return std::abs(x) < 1 ? tanh_shrink_near_zero(x) : tanh_shrink_far(x);
    }),
    .first_derivative = evaluator([]<class T>(T x, Parameters) {
      const T tanh = std::tanh(x);
      return tanh * tanh;
    }),
    .second_derivative = evaluator(
        []<class T>(T x, Parameters) { return 8 * std::tanh(x) * logistic_slope(2 * x); }),
};

}  // namespace silu

#include <limits>

#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kEluAlpha[] = {
    {.name = "alpha", .default_value = 1, .example = 0.5, .requirement = kFinite<0>}};
constexpr Parameter kCeluAlpha[] = {
    {.name = "alpha",
     .default_value = 1,
     .example = 0.5,
     .requirement = {"a finite number other than 0",
                     [](Parameters p) { return std::isfinite(p[0]) && p[0] != 0; }}}};

// To more digits than a long double has, as PyTorch has them.
constexpr long double kSeluAlpha = 1.6732632423543772848170429916717L;
constexpr long double kSeluScale = 1.0507009873554804934193349852946L;

std::vector<double> kinks(Parameters) {
  return {0};
}

// alpha expm1(x / alpha) for x <= 0. Where the quotient is so small that its square does not count,
// that is x, whatever the quotient loses below the smallest number of T.
template <class T>
T celu_below_zero(T x, T alpha) {
  const T u = x / alpha;
  return std::abs(u) < std::numeric_limits<T>::epsilon() / 4 ? x : alpha * std::expm1(u);
}

}  // namespace

constexpr Activation kElu = {
    .name = "elu",
    .title = "ELU",
    .parameters = kEluAlpha,
    .value =
        evaluator([]<class T>(T x, Parameters p) { return x > 0 ? x : T(p[0]) * std::expm1(x); }),
    .first_derivative =
        evaluator([]<class T>(T x, Parameters p) { return x > 0 ? 1 : T(p[0]) * std::exp(x); }),
    .second_derivative =
        evaluator([]<class T>(T x, Parameters p) { return x >= 0 ? 0 : T(p[0]) * std::exp(x); }),
    .kinks = kinks,
};

constexpr Activation kCelu = {
    .name = "celu",
    .title = "CELU",
    .parameters = kCeluAlpha,
    .value = evaluator(
        []<class T>(T x, Parameters p) { return x > 0 ? x : celu_below_zero(x, T(p[0])); }),
    .first_derivative =
        evaluator([]<class T>(T x, Parameters p) { return x > 0 ? 1 : std::exp(x / T(p[0])); }),
    .second_derivative = evaluator(
        []<class T>(T x, Parameters p) { return x >= 0 ? 0 : std::exp(x / T(p[0])) / T(p[0]); }),
    .kinks = kinks,
};

constexpr Activation kSelu = {
    .name = "selu",
    .title = "SELU",
    .value = evaluator([]<class T>(T x, Parameters) {
      return x > 0 ? T(kSeluScale) * x : T(kSeluScale * kSeluAlpha) * std::expm1(x);
    }),
    .first_derivative = evaluator([]<class T>(T x, Parameters) {
      return x > 0 ? T(kSeluScale) : T(kSeluScale * kSeluAlpha) * std::exp(x);
    }),
    .second_derivative = evaluator([]<class T>(T x, Parameters) {
      return x >= 0 ? 0 : T(kSeluScale * kSeluAlpha) * std::exp(x);
    }),
    .kinks = kinks,
};

}  // namespace silu

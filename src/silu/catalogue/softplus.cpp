#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kParameters[] = {
    {.name = "beta",
     .default_value = 1,
     .example = 2,
     .requirement = {"a finite number other than 0",
                     [](Parameters p) { return std::isfinite(p[0]) && p[0] != 0; }}},
    // With -inf it would be x everywhere, but 0 at -inf.
    {.name = "threshold",
     .default_value = 20,
     .example = 5,
     .requirement = {"a number greater than -inf", [](Parameters p) { return p[1] > -HUGE_VAL; }}}};

// Where PyTorch takes x itself.
template <class T>
bool is_linear(T u, Parameters p) {
  return u > T(p[1]);
}

}  // namespace

constexpr Activation kSoftplus = {
    .name = "softplus",
    .title = "Softplus",
    .parameters = kParameters,
    .value = evaluator([]<class T>(T x, Parameters p) {
      const T u = T(p[0]) * x;
      if (is_linear(u, p)) return x;
      return (u > 0 ? x : 0) + std::log1p(std::exp(-std::abs(u))) / T(p[0]);
    }),
    .first_derivative = evaluator([]<class T>(T x, Parameters p) {
      const T u = T(p[0]) * x;
      return is_linear(u, p) ? 1 : logistic(u);
    }),
    .second_derivative = evaluator([]<class T>(T x, Parameters p) {
      const T u = T(p[0]) * x;
      return u < T(p[1]) ? T(p[0]) * logistic_slope(u) : 0;
    }),
    .kinks = [](Parameters p) { return two_kinks(p[1] / p[0], HUGE_VAL); },
};

}  // namespace silu

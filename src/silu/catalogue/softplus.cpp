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

// Beyond the threshold PyTorch takes x itself. Whether beta x lies below it (-1), at it (0) or
// above it (1) is the same for every T: the product is compared without a rounding. u is that
// product rounded, which cannot have passed the threshold, but may have come down to it.
template <class T>
int side_of_threshold(T x, T u, Parameters p) {
  const T threshold = T(p[1]);
  if (u != threshold || std::isinf(x)) return (u > threshold) - (u < threshold);
  int beta_exponent = 0;
  int x_exponent = 0;
  const T beta = std::frexp(T(p[0]), &beta_exponent);
  const T significand = std::frexp(x, &x_exponent);
  const T rest = std::fma(beta, significand, -std::ldexp(threshold, -beta_exponent - x_exponent));
  return (rest > 0) - (rest < 0);
}

}  // namespace

constexpr Activation kSoftplus = {
    .name = "softplus",
    .title = "Softplus",
    .parameters = kParameters,
    .value = evaluator([]<class T>(T x, Parameters p) {
      const T u = T(p[0]) * x;
      if (side_of_threshold(x, u, p) > 0) return x;
      return (u > 0 ? x : 0) + std::log1p(std::exp(-std::abs(u))) / T(p[0]);
    }),
    .first_derivative = evaluator([]<class T>(T x, Parameters p) {
      const T u = T(p[0]) * x;
      return side_of_threshold(x, u, p) > 0 ? 1 : logistic(u);
    }),
    .second_derivative = evaluator([]<class T>(T x, Parameters p) {
      const T u = T(p[0]) * x;
      return side_of_threshold(x, u, p) < 0 ? T(p[0]) * logistic_slope(u) : 0;
    }),
    .kinks = [](Parameters p) { return two_kinks(p[1] / p[0], HUGE_VAL); },
};

}  // namespace silu

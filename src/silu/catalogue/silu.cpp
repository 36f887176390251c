#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kBeta[] = {
    {.name = "beta", .default_value = 1, .example = 1.5, .requirement = kFinite<0>}};

}  // namespace

constexpr Activation kSilu = {
    .name = "silu",
    .title = "SiLU",
    .self_gated = true,
    .value = evaluator([]<class T>(T x, Parameters) { return gated(x, x); }),
    .first_derivative = evaluator([]<class T>(T x, Parameters) { return gated_slope(x, x, T(1)); }),
    .second_derivative =
        evaluator([]<class T>(T x, Parameters) { return gated_curvature(x, x, T(1), T(0)); }),
};

// With beta = 1 it is SiLU. Swish(x) = SiLU(beta x) / beta.
constexpr Activation kSwish = {
    .name = "swish",
    .title = "Swish",
    .parameters = kBeta,
    .self_gated = true,
    .value = evaluator([]<class T>(T x, Parameters p) { return gated(x, times(x, T(p[0]))); }),
    .first_derivative = evaluator([]<class T>(T x, Parameters p) {
      const T u = times(x, T(p[0]));
      return gated_slope(u, u, T(1));
    }),
    .second_derivative = evaluator([]<class T>(T x, Parameters p) {
      const T u = times(x, T(p[0]));
      return T(p[0]) * gated_curvature(u, u, T(1), T(0));
    }),
};

}  // namespace silu

#include <algorithm>

#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kParameters[] = {
    {.name = "min_val", .default_value = -1, .example = -2, .requirement = kNotNaN<0>},
    {.name = "max_val",
     .default_value = 1,
     .example = 3,
     .requirement = {"greater than min_val", [](Parameters p) { return p[0] < p[1]; }}}};

// PyTorch's derivative at the ends is 0, whatever the ends. Infinite ones are none, and there it is
// the limit.
template <class T>
T clamp_slope(T x, T low, T high) {
  if (std::isinf(x)) return x == (x < 0 ? low : high) ? 1 : 0;
  return low < x && x < high ? 1 : 0;
}

}  // namespace

constexpr Activation kHardtanh = {
    .name = "hardtanh",
    .title = "Hardtanh",
    .parameters = kParameters,
    .value = evaluator([]<class T>(T x, Parameters p) { return std::clamp(x, T(p[0]), T(p[1])); }),
    .first_derivative =
        evaluator([]<class T>(T x, Parameters p) { return clamp_slope(x, T(p[0]), T(p[1])); }),
    .second_derivative = kZero,
    .kinks = [](Parameters p) { return two_kinks(p[0], p[1]); },
};

constexpr Activation kRelu6 = {
    .name = "relu6",
    .title = "ReLU6",
    .value = evaluator([]<class T>(T x, Parameters) { return x > 0 ? std::min(x, T(6)) : 0; }),
    .first_derivative =
        evaluator([]<class T>(T x, Parameters) { return clamp_slope(x, T(0), T(6)); }),
    .second_derivative = kZero,
    .kinks = [](Parameters) { return two_kinks(0, 6); },
};

// Hardtanh as JAX and Keras know it, without parameters.
constexpr Activation kJaxHardTanh = {
    .name = "hard_tanh",
    .title = "HardTanh",
    .value = evaluator([]<class T>(T x, Parameters) { return std::clamp(x, T(-1), T(1)); }),
    .first_derivative =
        evaluator([]<class T>(T x, Parameters) { return T(std::abs(x) <= 1 ? 1 : 0); }),
    .second_derivative = kZero,
    .kinks = [](Parameters) { return two_kinks(-1, 1); },
};

}  // namespace silu

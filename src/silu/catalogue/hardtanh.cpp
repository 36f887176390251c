#include <algorithm>

#include "silu/catalogue/formula.h"
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

constexpr Reference kHardtanhReferences[] = {
    {"Collobert et al., Natural Language Processing (Almost) from Scratch, 2011",
     "https://arxiv.org/abs/1103.0398"}};
constexpr Reference kRelu6References[] = {
    {"Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010",
     "https://www.cs.toronto.edu/~kriz/conv-cifar10-aug2010.pdf"}};
constexpr Reference kJaxReferences[] = {
    {"JAX, jax.nn.hard_tanh", "https://docs.jax.dev/en/latest/_autosummary/jax.nn.hard_tanh.html"}};

constexpr std::string_view kRelu6UsedBy[] = {"MobileNet", "MobileNetV2"};
constexpr std::string_view kHardtanhUsedBy[] = {"binarized neural networks"};

}  // namespace

constexpr Activation kHardtanh = {
    .name = "hardtanh",
    .title = "Hardtanh",
    .parameters = kParameters,
    .formula = {"min(max(x, min_val), max_val)", "min(max(x, min_val), max_val)",
                R"(\min(\max(x, \text{min\_val}), \text{max\_val}))"},
    .derivative_formula = {"1 if min_val < x < max_val, else 0",
                           "1 if min_val < x < max_val, else 0",
                           R"(\begin{cases} 1 & \text{min\_val} < x < \text{max\_val} \\ )"
                           R"(0 & \text{else} \end{cases})"},
    .value = formula([]<class T>(T x, Parameters p) { return std::clamp(x, T(p[0]), T(p[1])); }),
    .first_derivative =
        formula([]<class T>(T x, Parameters p) { return clamp_slope(x, T(p[0]), T(p[1])); }),
    .second_derivative = kZero,
    .kinks = [](Parameters p) { return two_kinks(p[0], p[1]); },
    .at_kinks = "the derivative at min_val and max_val is 0",
    .references = kHardtanhReferences,
    .used_by = kHardtanhUsedBy,
};

constexpr Activation kRelu6 = {
    .name = "relu6",
    .title = "ReLU6",
    .formula = {"min(max(0, x), 6)", "min(max(0, x), 6)", R"(\min(\max(0, x), 6))"},
    .derivative_formula = {"1 if 0 < x < 6, else 0", "1 if 0 < x < 6, else 0",
                           R"(\begin{cases} 1 & 0 < x < 6 \\ 0 & \text{else} \end{cases})"},
    .value = formula([]<class T>(T x, Parameters) { return x > 0 ? std::min(x, T(6)) : 0; }),
    .first_derivative =
        formula([]<class T>(T x, Parameters) { return clamp_slope(x, T(0), T(6)); }),
    .second_derivative = kZero,
    .kinks = [](Parameters) { return two_kinks(0, 6); },
    .at_kinks = "the derivative at 0 and 6 is 0",
    .references = kRelu6References,
    .used_by = kRelu6UsedBy,
};

// Hardtanh as JAX and Keras know it, without parameters.
constexpr Activation kHardTanh = {
    .name = "hard_tanh",
    .title = "HardTanh",
    .formula = {"min(max(x, −1), 1)", "min(max(x, -1), 1)", R"(\min(\max(x, -1), 1))"},
    .derivative_formula = {"1 if −1 ≤ x ≤ 1, else 0", "1 if -1 <= x <= 1, else 0",
                           R"(\begin{cases} 1 & -1 \le x \le 1 \\ 0 & \text{else} \end{cases})"},
    .value = formula([]<class T>(T x, Parameters) { return std::clamp(x, T(-1), T(1)); }),
    .first_derivative =
        formula([]<class T>(T x, Parameters) { return T(std::abs(x) <= 1 ? 1 : 0); }),
    .second_derivative = kZero,
    .kinks = [](Parameters) { return two_kinks(-1, 1); },
    .at_kinks = "the derivative at -1 and 1 is 1, as JAX has it; that of hardtanh is 0",
    .references = kJaxReferences,
};

}  // namespace silu

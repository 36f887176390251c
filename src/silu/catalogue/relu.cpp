#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {

constexpr Activation kRelu = {
    .name = "relu",
    .title = "ReLU",
    .value = evaluator([]<class T>(T x, Parameters) { return x > 0 ? x : 0; }),
    .first_derivative = evaluator([]<class T>(T x, Parameters) { return T(x > 0 ? 1 : 0); }),
    .second_derivative = kZero,
    .kinks = [](Parameters) { return std::vector{0.0}; },
};

}  // namespace silu

#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {

// 2 sigmoid(2x) - 1, whose derivatives are free of cancellation.
constexpr Activation kTanh = {
    .name = "tanh",
    .title = "Tanh",
    .value = evaluator([]<class T>(T x, Parameters) { return std::tanh(x); }),
    .first_derivative =
        evaluator([]<class T>(T x, Parameters) { return 4 * logistic_slope(2 * x); }),
    .second_derivative = evaluator(
        []<class T>(T x, Parameters) { return -8 * logistic_slope(2 * x) * std::tanh(x); }),
};

}  // namespace silu

#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kAliases[] = {"logistic"};

}  // namespace

constexpr Activation kSigmoid = {
    .name = "sigmoid",
    .title = "Sigmoid",
    .aliases = kAliases,
    .value = evaluator([]<class T>(T x, Parameters) { return logistic(x); }),
    .first_derivative = evaluator([]<class T>(T x, Parameters) { return logistic_slope(x); }),
    .second_derivative =
        evaluator([]<class T>(T x, Parameters) { return -logistic_slope(x) * std::tanh(x / 2); }),
};

}  // namespace silu

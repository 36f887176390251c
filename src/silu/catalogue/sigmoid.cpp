#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"
#include "silu/kernels.h"

namespace silu {
namespace {

constexpr std::string_view kAliases[] = {"logistic"};

constexpr Kernels kKernels = {sigmoid, sigmoid, sigmoid, sigmoid};

}  // namespace

constexpr Activation kSigmoid = {
    .name = "sigmoid",
    .title = "Sigmoid",
    .aliases = kAliases,
    .value = evaluator([]<class T>(T x, Parameters) { return logistic(x); }),
    .first_derivative = evaluator([]<class T>(T x, Parameters) { return logistic_slope(x); }),
    .second_derivative =
        evaluator([]<class T>(T x, Parameters) { return -logistic_slope(x) * std::tanh(x / 2); }),
    .kernels = kKernels,
};

}  // namespace silu

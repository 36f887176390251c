#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"
#include "silu/kernels.h"

namespace silu {
namespace {

constexpr Kernels kKernels = {relu, relu, relu, relu};

}  // namespace

constexpr Activation kRelu = {
    .name = "relu",
    .title = "ReLU",
    .value = evaluator([]<class T>(T x, Parameters) { return x > 0 ? x : 0; }),
    .first_derivative = evaluator([]<class T>(T x, Parameters) { return T(x > 0 ? 1 : 0); }),
    .second_derivative = kZero,
    .kernels = kKernels,
    .kinks = [](Parameters) { return std::vector{0.0}; },
};

}  // namespace silu

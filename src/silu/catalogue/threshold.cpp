#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kParameters[] = {
    {.name = "threshold", .default_value = {}, .example = 0.1, .requirement = kFinite<0>},
    {.name = "value", .default_value = {}, .example = 20, .requirement = kFinite<1>}};

}  // namespace

// PyTorch has no defaults here either.
constexpr Activation kThreshold = {
    .name = "threshold",
    .title = "Threshold",
    .parameters = kParameters,
    .value = evaluator([]<class T>(T x, Parameters p) { return x > T(p[0]) ? x : T(p[1]); }),
    .first_derivative =
        evaluator([]<class T>(T x, Parameters p) { return T(x > T(p[0]) ? 1 : 0); }),
    .second_derivative = kZero,
    .kinks = [](Parameters p) { return std::vector{p[0]}; },
};

}  // namespace silu

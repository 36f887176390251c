#include "silu/catalogue/formula.h"
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
    .formula =
        {"x if x > threshold, else value", "x if x > threshold, else value",
         R"(\begin{cases} x & x > \text{threshold} \\ \text{value} & \text{else} \end{cases})"},
    .derivative_formula =
        {"1 if x > threshold, else 0", "1 if x > threshold, else 0",
         R"(\begin{cases} 1 & x > \text{threshold} \\ 0 & \text{else} \end{cases})"},
    .value = formula([]<class T>(T x, Parameters p) { return x > T(p[0]) ? x : T(p[1]); }),
    .first_derivative = formula([]<class T>(T x, Parameters p) { return T(x > T(p[0]) ? 1 : 0); }),
    .second_derivative = kZero,
    .kinks = [](Parameters p) { return std::vector{p[0]}; },
    .at_kinks = "the derivative at threshold is 0",
};

}  // namespace silu

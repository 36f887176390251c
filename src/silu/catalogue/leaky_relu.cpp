#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kSlope[] = {
    {.name = "negative_slope", .default_value = 0.01, .example = 0.2, .requirement = kFinite<0>}};
constexpr Parameter kWeight[] = {
    {.name = "weight", .default_value = 0.25, .example = 0.1, .requirement = kFinite<0>}};

constexpr Evaluator kValue =
    evaluator([]<class T>(T x, Parameters p) { return x > 0 ? x : times(x, T(p[0])); });
constexpr Evaluator kDerivative =
    evaluator([]<class T>(T x, Parameters p) { return x > 0 ? 1 : T(p[0]); });

std::vector<double> kinks(Parameters p) {
  if (p[0] == 1) return {};
  return {0};
}

constexpr std::string_view kAliases[] = {"lrelu"};

}  // namespace

constexpr Activation kLeakyRelu = {
    .name = "leaky_relu",
    .title = "LeakyReLU",
    .aliases = kAliases,
    .parameters = kSlope,
    .value = kValue,
    .first_derivative = kDerivative,
    .second_derivative = kZero,
    .kinks = kinks,
};

// The weight is learned; what PyTorch starts with is the default.
constexpr Activation kPRelu = {
    .name = "prelu",
    .title = "PReLU",
    .parameters = kWeight,
    .value = kValue,
    .first_derivative = kDerivative,
    .second_derivative = kZero,
    .kinks = kinks,
};

}  // namespace silu

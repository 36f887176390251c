#include <algorithm>

#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kSigmoidAliases[] = {"hard_sigmoid"};
constexpr std::string_view kSwishAliases[] = {"hard_swish", "hard_silu"};

std::vector<double> kinks(Parameters) {
  return {-3, 3};
}

}  // namespace

constexpr Activation kHardsigmoid = {
    .name = "hardsigmoid",
    .title = "Hardsigmoid",
    .aliases = kSigmoidAliases,
    .value = evaluator([]<class T>(T x, Parameters) { return std::clamp(x + 3, T(0), T(6)) / 6; }),
    .first_derivative =
        evaluator([]<class T>(T x, Parameters) { return std::abs(x) < 3 ? T(1) / 6 : 0; }),
    .second_derivative = kZero,
    .kinks = kinks,
};

constexpr Activation kHardswish = {
    .name = "hardswish",
    .title = "Hardswish",
    .aliases = kSwishAliases,
    .self_gated = true,
    .value = evaluator(
        []<class T>(T x, Parameters) { return x >= 3 ? x : times(x, std::max(x + 3, T(0))) / 6; }),
    .first_derivative = evaluator([]<class T>(T x, Parameters) {
      if (std::abs(x) <= 3) return (2 * x + 3) / 6;
      return T(x > 0 ? 1 : 0);
    }),
    .second_derivative =
        evaluator([]<class T>(T x, Parameters) { return std::abs(x) < 3 ? T(1) / 3 : 0; }),
    .kinks = kinks,
};

}  // namespace silu

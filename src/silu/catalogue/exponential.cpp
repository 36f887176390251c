#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kAliases[] = {"exp"};

constexpr Evaluator kExp = evaluator([]<class T>(T x, Parameters) { return std::exp(x); });

}  // namespace

constexpr Activation kExponential = {
    .name = "exponential",
    .title = "Exponential",
    .aliases = kAliases,
    .value = kExp,
    .first_derivative = kExp,
    .second_derivative = kExp,
};

}  // namespace silu

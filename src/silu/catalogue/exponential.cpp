#include "silu/catalogue/formula.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kAliases[] = {"exp"};

constexpr Formula kExp = formula([]<class T>(T x, Parameters) { return std::exp(x); });

}  // namespace

constexpr Activation kExponential = {
    .name = "exponential",
    .title = "Exponential",
    .aliases = kAliases,
    .formula = {"eˣ", "exp(x)", "e^x"},
    .derivative_formula = {"eˣ", "exp(x)", "e^x"},
    .value = kExp,
    .first_derivative = kExp,
    .second_derivative = kExp,
};

}  // namespace silu

#include <algorithm>

#include "silu/catalogue/formula.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kAliases[] = {"log_sigmoid"};

}  // namespace

// -softplus(-x)
constexpr Activation kLogSigmoid = {
    .name = "logsigmoid",
    .title = "LogSigmoid",
    .aliases = kAliases,
    .formula = {"ln σ(x) = −ln(1 + e⁻ˣ)", "log(sigmoid(x)) = -log(1 + exp(-x))",
                R"(\ln \sigma(x) = -\ln\left(1 + e^{-x}\right))"},
    .derivative_formula = {"σ(−x)", "sigmoid(-x)", R"(\sigma(-x))"},
    .value = formula([]<class T>(T x, Parameters) {
      return -(std::max(-x, T(0)) + std::log1p(std::exp(-std::abs(x))));
    }),
    .first_derivative = formula([]<class T>(T x, Parameters) { return logistic(-x); }),
    .second_derivative = formula([]<class T>(T x, Parameters) { return -logistic_slope(x); }),
};

}  // namespace silu

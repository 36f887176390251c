#include "silu/catalogue/formula.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kAliases[] = {"logistic"};

constexpr std::string_view kUsedBy[] = {"LSTM gates", "squeeze-and-excitation blocks"};

}  // namespace

constexpr Activation kSigmoid = {
    .name = "sigmoid",
    .title = "Sigmoid",
    .aliases = kAliases,
    .formula = {"σ(x) = 1 / (1 + e⁻ˣ)", "sigmoid(x) = 1 / (1 + exp(-x))",
                R"(\sigma(x) = \frac{1}{1 + e^{-x}})"},
    .derivative_formula = {"σ(x) · σ(−x)", "sigmoid(x) * sigmoid(-x)",
                           R"(\sigma(x) \, \sigma(-x))"},
    .value = formula([]<class T>(T x, Parameters) { return logistic(x); }),
    .first_derivative = formula([]<class T>(T x, Parameters) { return logistic_slope(x); }),
    .second_derivative =
        formula([]<class T>(T x, Parameters) { return -logistic_slope(x) * std::tanh(x / 2); }),
    .used_by = kUsedBy,
};

}  // namespace silu

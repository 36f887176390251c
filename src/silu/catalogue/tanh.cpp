#include "silu/catalogue/formula.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Reference kReferences[] = {{"LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998",
                                      "https://doi.org/10.1007/3-540-49430-8_2"}};

constexpr std::string_view kUsedBy[] = {"LSTM", "GRU"};

}  // namespace

// 2 sigmoid(2x) - 1, whose derivatives are free of cancellation.
constexpr Activation kTanh = {
    .name = "tanh",
    .title = "Tanh",
    .formula = {"tanh x = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)",
                "tanh(x) = (exp(x) - exp(-x)) / (exp(x) + exp(-x))",
                R"(\tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}})"},
    .derivative_formula = {"1 − tanh² x", "1 - tanh(x)^2", R"(1 - \tanh^2 x)"},
    .value = formula([]<class T>(T x, Parameters) { return std::tanh(x); }),
    .first_derivative = formula([]<class T>(T x, Parameters) { return 4 * logistic_slope(2 * x); }),
    .second_derivative =
        formula([]<class T>(T x, Parameters) { return -8 * logistic_slope(2 * x) * std::tanh(x); }),
    .references = kReferences,
    .used_by = kUsedBy,
};

}  // namespace silu

#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Reference kReferences[] = {{"LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998",
                                      "https://doi.org/10.1007/3-540-49430-8_2"}};

constexpr std::string_view kUsedBy[] = {"LSTM", "GRU"};

}  // namespace

constexpr Article kTanhArticle = {
    .activation = &kTanh,
    .formula = {"tanh x = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)",
                "tanh(x) = (exp(x) - exp(-x)) / (exp(x) + exp(-x))",
                R"(\tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}})"},
    .derivative = {"1 − tanh² x", "1 - tanh(x)^2", R"(1 - \tanh^2 x)"},
    .references = kReferences,
    .used_by = kUsedBy,
};

}  // namespace silu

#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {

constexpr Article kLogSigmoidArticle = {
    .activation = &kLogSigmoid,
    .formula = {"ln σ(x) = −ln(1 + e⁻ˣ)", "log(sigmoid(x)) = -log(1 + exp(-x))",
                R"(\ln \sigma(x) = -\ln\left(1 + e^{-x}\right))"},
    .derivative = {"σ(−x)", "sigmoid(-x)", R"(\sigma(-x))"},
};

}  // namespace silu

#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kUsedBy[] = {"LSTM gates", "squeeze-and-excitation blocks"};

}  // namespace

constexpr Article kSigmoidArticle = {
    .activation = &kSigmoid,
    .formula = {"σ(x) = 1 / (1 + e⁻ˣ)", "sigmoid(x) = 1 / (1 + exp(-x))",
                R"(\sigma(x) = \frac{1}{1 + e^{-x}})"},
    .derivative = {"σ(x) · σ(−x)", "sigmoid(x) * sigmoid(-x)", R"(\sigma(x) \, \sigma(-x))"},
    .used_by = kUsedBy,
};

}  // namespace silu

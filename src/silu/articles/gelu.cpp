#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kDifference =
    "PyTorch returns NaN at -inf and for derivatives at +-inf; libsilu returns the limits";

constexpr Reference kReferences[] = {
    {"Hendrycks and Gimpel, Gaussian Error Linear Units (GELUs), 2016",
     "https://arxiv.org/abs/1606.08415"}};

constexpr std::string_view kUsedBy[] = {"BERT", "GPT-2 (tanh)", "Vision Transformer"};
constexpr std::string_view kQuickUsedBy[] = {"CLIP"};

}  // namespace

constexpr Article kGeluArticle = {
    .activation = &kGelu,
    .formula =
        {"x · Φ(x) = x · (1 + erf(x/√2)) / 2; tanh: x · (1 + tanh(√(2/π) · (x + 0.044715x³))) / 2",
         "x * (1 + erf(x/sqrt(2))) / 2; tanh: "
         "x * (1 + tanh(sqrt(2/pi) * (x + 0.044715 * x^3))) / 2",
         R"(x \, \Phi(x) = \frac{x}{2} \left(1 + \operatorname{erf} \frac{x}{\sqrt 2}\right); )"
         R"(\quad \text{tanh:} \; \frac{x}{2} )"
         R"(\left(1 + \tanh\left(\sqrt{2/\pi} \left(x + 0.044715 x^3\right)\right)\right))"},
    .derivative =
        {"Φ(x) + x · φ(x); tanh: σ(u) · (1 + x · u′ · σ(−u)), u = √(8/π) · (x + 0.044715x³)",
         "Phi(x) + x * phi(x); tanh: "
         "sigmoid(u) * (1 + x * u' * sigmoid(-u)), u = sqrt(8/pi) * (x + 0.044715 * x^3)",
         R"(\Phi(x) + x \, \varphi(x); \quad \text{tanh:} \; )"
         R"(\sigma(u) \left(1 + x u' \sigma(-u)\right), )"
         R"(u = \sqrt{8/\pi} \left(x + 0.044715 x^3\right))"},
    .difference = kDifference,
    .references = kReferences,
    .used_by = kUsedBy,
};

constexpr Article kQuickGeluArticle = {
    .activation = &kQuickGelu,
    .formula = {"x · σ(1.702x)", "x * sigmoid(1.702 * x)", R"(x \, \sigma(1.702 x))"},
    .derivative = {"σ(1.702x) · (1 + 1.702x · σ(−1.702x))",
                   "sigmoid(1.702 * x) * (1 + 1.702 * x * sigmoid(-1.702 * x))",
                   R"(\sigma(1.702 x) \left(1 + 1.702 x \, \sigma(-1.702 x)\right))"},
    .difference = kDifference,
    .references = kReferences,
    .used_by = kQuickUsedBy,
};

}  // namespace silu

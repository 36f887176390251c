#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kDifference =
    "PyTorch returns NaN at -inf and for derivatives at +-inf; libsilu returns the limits";

constexpr Reference kReferences[] = {
    {"Hendrycks and Gimpel, Gaussian Error Linear Units (GELUs), 2016",
     "https://arxiv.org/abs/1606.08415"},
    {"Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units for Neural Network Function "
     "Approximation in Reinforcement Learning, 2017",
     "https://arxiv.org/abs/1702.03118"},
    {"Ramachandran, Zoph and Le, Searching for Activation Functions, 2017",
     "https://arxiv.org/abs/1710.05941"}};

constexpr std::string_view kUsedBy[] = {"EfficientNet", "MobileNetV3", "YOLOv5", "YOLOv8"};

}  // namespace

constexpr Article kSiluArticle = {
    .activation = &kSilu,
    .formula = {"x · σ(x) = x / (1 + e⁻ˣ)", "x * sigmoid(x) = x / (1 + exp(-x))",
                R"(x \, \sigma(x) = \frac{x}{1 + e^{-x}})"},
    .derivative = {"σ(x) · (1 + x · σ(−x))", "sigmoid(x) * (1 + x * sigmoid(-x))",
                   R"(\sigma(x) \left(1 + x \, \sigma(-x)\right))"},
    .difference = kDifference,
    .references = kReferences,
    .used_by = kUsedBy,
};

constexpr Article kSwishArticle = {
    .activation = &kSwish,
    .formula = {"x · σ(βx)", "x * sigmoid(beta * x)", R"(x \, \sigma(\beta x))"},
    .derivative = {"σ(βx) · (1 + βx · σ(−βx))",
                   "sigmoid(beta * x) * (1 + beta * x * sigmoid(-beta * x))",
                   R"(\sigma(\beta x) \left(1 + \beta x \, \sigma(-\beta x)\right))"},
    .difference =
        "PyTorch returns NaN at -inf (at inf if beta < 0, at both if it is 0) and for derivatives "
        "at +-inf; libsilu returns the limits",
    .references = kReferences,
};

}  // namespace silu

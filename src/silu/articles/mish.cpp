#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Reference kReferences[] = {
    {"Misra, Mish: A Self Regularized Non-Monotonic Activation Function, 2019",
     "https://arxiv.org/abs/1908.08681"}};

constexpr std::string_view kUsedBy[] = {"YOLOv4"};

}  // namespace

constexpr Article kMishArticle = {
    .activation = &kMish,
    .formula = {"x · tanh(ln(1 + eˣ))", "x * tanh(log(1 + exp(x)))",
                R"(x \tanh\left(\ln\left(1 + e^x\right)\right))"},
    .derivative = {"w + x · (1 − w²) · σ(x), w = tanh(ln(1 + eˣ))",
                   "w + x * (1 - w^2) * sigmoid(x), w = tanh(log(1 + exp(x)))",
                   R"(w + x \left(1 - w^2\right) \sigma(x), )"
                   R"(\quad w = \tanh\left(\ln\left(1 + e^x\right)\right))"},
    .difference =
        "PyTorch returns NaN at -inf, for derivatives at +-inf, and for the second derivative "
        "above 709, where exp(x) overflows; libsilu returns the limits",
    .references = kReferences,
    .used_by = kUsedBy,
};

}  // namespace silu

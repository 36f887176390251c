#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Reference kReferences[] = {
    {"Dugas, Bengio, Bélisle, Nadeau and Garcia, Incorporating Second-Order Functional Knowledge "
     "for Better Option Pricing, 2000",
     "https://papers.nips.cc/paper/"
     "1920-incorporating-second-order-functional-knowledge-for-better-option-pricing"}};

constexpr std::string_view kUsedBy[] = {"Mamba"};

}  // namespace

constexpr Article kSoftplusArticle = {
    .activation = &kSoftplus,
    .formula = {"ln(1 + exp(βx)) / β; x if βx > threshold",
                "log(1 + exp(beta * x)) / beta; x if beta * x > threshold",
                R"(\frac{1}{\beta} \ln\left(1 + e^{\beta x}\right); )"
                R"(\quad x \text{ if } \beta x > \text{threshold})"},
    .derivative = {"σ(βx); 1 if βx > threshold", "sigmoid(beta * x); 1 if beta * x > threshold",
                   R"(\sigma(\beta x); \quad 1 \text{ if } \beta x > \text{threshold})"},
    .at_kinks =
        "at threshold/beta the function falls by log(1 + exp(-threshold))/|beta|; value and "
        "derivative are those of the logarithm, the second derivative is 0",
    .references = kReferences,
    .used_by = kUsedBy,
};

}  // namespace silu

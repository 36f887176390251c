#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Reference kReferences[] = {
    {"Barron, Squareplus: A Softplus-Like Algebraic Rectifier, 2021",
     "https://arxiv.org/abs/2112.11687"}};

}  // namespace

constexpr Article kSquareplusArticle = {
    .activation = &kSquareplus,
    .formula = {"(x + √(x² + b)) / 2", "(x + sqrt(x^2 + b)) / 2",
                R"(\frac{x + \sqrt{x^2 + b}}{2})"},
    .derivative = {"(1 + x / √(x² + b)) / 2", "(1 + x / sqrt(x^2 + b)) / 2",
                   R"(\frac{1}{2} \left(1 + \frac{x}{\sqrt{x^2 + b}}\right))"},
    .at_kinks = "with b = 0 (ReLU), the derivatives at 0 are 0",
    .references = kReferences,
};

}  // namespace silu

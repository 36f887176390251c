#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Reference kEluReferences[] = {
    {"Clevert, Unterthiner and Hochreiter, Fast and Accurate Deep Network Learning by Exponential "
     "Linear Units (ELUs), 2015",
     "https://arxiv.org/abs/1511.07289"}};
constexpr Reference kCeluReferences[] = {
    {"Barron, Continuously Differentiable Exponential Linear Units, 2017",
     "https://arxiv.org/abs/1704.07483"}};
constexpr Reference kSeluReferences[] = {
    {"Klambauer, Unterthiner, Mayr and Hochreiter, Self-Normalizing Neural Networks, 2017",
     "https://arxiv.org/abs/1706.02515"}};

constexpr std::string_view kEluUsedBy[] = {"EEGNet"};
constexpr std::string_view kSeluUsedBy[] = {"self-normalizing networks"};

}  // namespace

constexpr Article kEluArticle = {
    .activation = &kElu,
    .formula = {"x if x > 0, else α · (eˣ − 1)", "x if x > 0, else alpha * (exp(x) - 1)",
                R"(\begin{cases} x & x > 0 \\ \alpha (e^x - 1) & x \le 0 \end{cases})"},
    .derivative = {"1 if x > 0, else α · eˣ", "1 if x > 0, else alpha * exp(x)",
                   R"(\begin{cases} 1 & x > 0 \\ \alpha e^x & x \le 0 \end{cases})"},
    .at_kinks = "at 0 the derivative is alpha and the second derivative is 0",
    .references = kEluReferences,
    .used_by = kEluUsedBy,
};

constexpr Article kCeluArticle = {
    .activation = &kCelu,
    .formula = {"x if x > 0, else α · (exp(x/α) − 1)",
                "x if x > 0, else alpha * (exp(x/alpha) - 1)",
                R"(\begin{cases} x & x > 0 \\ \alpha (e^{x/\alpha} - 1) & x \le 0 \end{cases})"},
    .derivative = {"1 if x > 0, else exp(x/α)", "1 if x > 0, else exp(x/alpha)",
                   R"(\begin{cases} 1 & x > 0 \\ e^{x/\alpha} & x \le 0 \end{cases})"},
    .at_kinks = "at 0 the second derivative is 0",
    .references = kCeluReferences,
};

constexpr Article kSeluArticle = {
    .activation = &kSelu,
    .formula = {"1.0507… · ELU(x) with α = 1.6732…", "1.0507... * elu(x) with alpha = 1.6732...",
                R"(\lambda \begin{cases} x & x > 0 \\ \alpha (e^x - 1) & x \le 0 \end{cases}, )"
                R"(\quad \alpha = 1.6732632423543772, \lambda = 1.0507009873554805)"},
    .derivative = {"1.0507… if x > 0, else 1.7580… · eˣ",
                   "1.0507... if x > 0, else 1.7580... * exp(x)",
                   R"(\lambda \begin{cases} 1 & x > 0 \\ \alpha e^x & x \le 0 \end{cases})"},
    .at_kinks =
        "at 0 the derivative is 1.7580..., the slope on the left, and the second derivative is 0",
    .references = kSeluReferences,
    .used_by = kSeluUsedBy,
};

}  // namespace silu

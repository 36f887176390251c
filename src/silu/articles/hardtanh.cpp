#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Reference kHardtanhReferences[] = {
    {"Collobert et al., Natural Language Processing (Almost) from Scratch, 2011",
     "https://arxiv.org/abs/1103.0398"}};
constexpr Reference kRelu6References[] = {
    {"Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010",
     "https://www.cs.toronto.edu/~kriz/conv-cifar10-aug2010.pdf"}};
constexpr Reference kJaxReferences[] = {
    {"JAX, jax.nn.hard_tanh", "https://docs.jax.dev/en/latest/_autosummary/jax.nn.hard_tanh.html"}};

constexpr std::string_view kRelu6UsedBy[] = {"MobileNet", "MobileNetV2"};
constexpr std::string_view kHardtanhUsedBy[] = {"binarized neural networks"};

}  // namespace

constexpr Article kHardtanhArticle = {
    .activation = &kHardtanh,
    .formula = {"min(max(x, min_val), max_val)", "min(max(x, min_val), max_val)",
                R"(\min(\max(x, \text{min\_val}), \text{max\_val}))"},
    .derivative = {"1 if min_val < x < max_val, else 0", "1 if min_val < x < max_val, else 0",
                   R"(\begin{cases} 1 & \text{min\_val} < x < \text{max\_val} \\ )"
                   R"(0 & \text{else} \end{cases})"},
    .at_kinks = "the derivative at min_val and max_val is 0",
    .references = kHardtanhReferences,
    .used_by = kHardtanhUsedBy,
};

constexpr Article kRelu6Article = {
    .activation = &kRelu6,
    .formula = {"min(max(0, x), 6)", "min(max(0, x), 6)", R"(\min(\max(0, x), 6))"},
    .derivative = {"1 if 0 < x < 6, else 0", "1 if 0 < x < 6, else 0",
                   R"(\begin{cases} 1 & 0 < x < 6 \\ 0 & \text{else} \end{cases})"},
    .at_kinks = "the derivative at 0 and 6 is 0",
    .references = kRelu6References,
    .used_by = kRelu6UsedBy,
};

constexpr Article kJaxHardTanhArticle = {
    .activation = &kJaxHardTanh,
    .formula = {"min(max(x, −1), 1)", "min(max(x, -1), 1)", R"(\min(\max(x, -1), 1))"},
    .derivative = {"1 if −1 ≤ x ≤ 1, else 0", "1 if -1 <= x <= 1, else 0",
                   R"(\begin{cases} 1 & -1 \le x \le 1 \\ 0 & \text{else} \end{cases})"},
    .at_kinks = "the derivative at -1 and 1 is 1, as in JAX; that of hardtanh is 0",
    .references = kJaxReferences,
};

}  // namespace silu

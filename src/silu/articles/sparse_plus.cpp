#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Reference kReferences[] = {
    {"JAX, jax.nn.sparse_plus",
     "https://docs.jax.dev/en/latest/_autosummary/jax.nn.sparse_plus.html"}};

}  // namespace

constexpr Article kSparsePlusArticle = {
    .activation = &kSparsePlus,
    .formula = {"0 if x ≤ −1, (x + 1)² / 4 if −1 < x < 1, else x",
                "0 if x <= -1, (x + 1)^2 / 4 if -1 < x < 1, else x",
                R"(\begin{cases} 0 & x \le -1 \\ \frac{1}{4} (x + 1)^2 & -1 < x < 1 \\ )"
                R"(x & x \ge 1 \end{cases})"},
    .derivative = {"min(max(0, (x + 1) / 2), 1)", "min(max(0, (x + 1) / 2), 1)",
                   R"(\min(\max(0, \tfrac{x + 1}{2}), 1))"},
    .at_kinks = "the second derivative at -1 and 1 is 0",
    .references = kReferences,
};

}  // namespace silu

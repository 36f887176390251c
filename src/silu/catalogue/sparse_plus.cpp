#include <algorithm>

#include "silu/catalogue/formula.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Reference kReferences[] = {
    {"JAX, jax.nn.sparse_plus",
     "https://docs.jax.dev/en/latest/_autosummary/jax.nn.sparse_plus.html"}};

}  // namespace

constexpr Activation kSparsePlus = {
    .name = "sparse_plus",
    .title = "SparsePlus",
    .formula = {"0 if x ≤ −1, (x + 1)² / 4 if −1 < x < 1, else x",
                "0 if x <= -1, (x + 1)^2 / 4 if -1 < x < 1, else x",
                R"(\begin{cases} 0 & x \le -1 \\ \frac{1}{4} (x + 1)^2 & -1 < x < 1 \\ )"
                R"(x & x \ge 1 \end{cases})"},
    .derivative_formula = {"min(max(0, (x + 1) / 2), 1)", "min(max(0, (x + 1) / 2), 1)",
                           R"(\min(\max(0, \tfrac{x + 1}{2}), 1))"},
    .value = formula([]<class T>(T x, Parameters) {
      if (x >= 1) return x;
      return x <= -1 ? 0 : (x + 1) * (x + 1) / 4;
    }),
    .first_derivative =
        formula([]<class T>(T x, Parameters) { return std::clamp((x + 1) / 2, T(0), T(1)); }),
    .second_derivative =
        formula([]<class T>(T x, Parameters) { return std::abs(x) < 1 ? T(1) / 2 : 0; }),
    .kinks = [](Parameters) { return two_kinks(-1, 1); },
    .at_kinks = "the second derivative at -1 and 1 is 0",
    .references = kReferences,
};

}  // namespace silu

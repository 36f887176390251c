#include <algorithm>

#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {

constexpr Activation kSparsePlus = {
    .name = "sparse_plus",
    .title = "SparsePlus",
    .value = evaluator([]<class T>(T x, Parameters) {
      if (x >= 1) return x;
      return x <= -1 ? 0 : (x + 1) * (x + 1) / 4;
    }),
    .first_derivative =
        evaluator([]<class T>(T x, Parameters) { return std::clamp((x + 1) / 2, T(0), T(1)); }),
    .second_derivative =
        evaluator([]<class T>(T x, Parameters) { return std::abs(x) < 1 ? T(1) / 2 : 0; }),
    .kinks = [](Parameters) { return two_kinks(-1, 1); },
};

}  // namespace silu

#include "silu/catalogue/formula.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kParameters[] = {
    {.name = "b",
     .default_value = 4,
     .example = 1,
     .requirement = {"a finite number of 0 or more",
                     [](Parameters p) { return std::isfinite(p[0]) && p[0] >= 0; }}}};

template <class T>
T root(T x, Parameters p) {
  return std::hypot(x, std::sqrt(T(p[0])));
}

// Below 0 the sum would cancel; its conjugate does not.
template <class T>
T squareplus(T x, Parameters p) {
  return x < 0 ? T(p[0]) / (root(x, p) - x) / 2 : (x + root(x, p)) / 2;
}

constexpr Reference kReferences[] = {
    {"Barron, Squareplus: A Softplus-Like Algebraic Rectifier, 2021",
     "https://arxiv.org/abs/2112.11687"}};

}  // namespace

constexpr Activation kSquareplus = {
    .name = "squareplus",
    .title = "Squareplus",
    .parameters = kParameters,
    .formula = {"(x + √(x² + b)) / 2", "(x + sqrt(x^2 + b)) / 2",
                R"(\frac{x + \sqrt{x^2 + b}}{2})"},
    .derivative_formula = {"(1 + x / √(x² + b)) / 2", "(1 + x / sqrt(x^2 + b)) / 2",
                           R"(\frac{1}{2} \left(1 + \frac{x}{\sqrt{x^2 + b}}\right))"},
    .value = formula([]<class T>(T x, Parameters p) { return squareplus(x, p); }),
    .first_derivative = formula([]<class T>(T x, Parameters p) {
      const T r = root(x, p);
      if (r == 0 || std::isinf(x)) return T(x > 0 ? 1 : 0);
      return squareplus(x, p) / r;
    }),
    .second_derivative = formula([]<class T>(T x, Parameters p) {
      const T r = root(x, p);
      return r == 0 ? 0 : T(p[0]) / r / r / r / 2;
    }),
    .kinks = [](Parameters p) { return p[0] == 0 ? std::vector{0.0} : std::vector<double>(); },
    .at_kinks = "with b = 0, which is ReLU, the derivatives at 0 are 0",
    .references = kReferences,
};

}  // namespace silu

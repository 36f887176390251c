#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kParameters[] = {{.name = "b",
                                      .default_value = 4,
                                      .example = 1,
                                      .requirement = {"a finite number >= 0", [](Parameters p) {
                                                        return std::isfinite(p[0]) && p[0] >= 0;
                                                      }}}};

template <class T>
T root(T x, Parameters p) {
  return std::hypot(x, std::sqrt(T(p[0])));
}

// Below 0 the sum would cancel; its conjugate does not.
template <class T>
T squareplus(T x, Parameters p) {
  return x < 0 ? T(p[0]) / (root(x, p) - x) / 2 : (x + root(x, p)) / 2;
}

}  // namespace

constexpr Activation kSquareplus = {
    .name = "squareplus",
    .title = "Squareplus",
    .parameters = kParameters,
    .value = evaluator([]<class T>(T x, Parameters p) { return squareplus(x, p); }),
    .first_derivative = evaluator([]<class T>(T x, Parameters p) {
      const T r = root(x, p);
      if (r == 0 || std::isinf(x)) return T(x > 0 ? 1 : 0);
      return squareplus(x, p) / r;
    }),
    .second_derivative = evaluator([]<class T>(T x, Parameters p) {
      const T r = root(x, p);
      return r == 0 ? 0 : T(p[0]) / r / r / r / 2;
    }),
    .kinks = [](Parameters p) { return p[0] == 0 ? std::vector{0.0} : std::vector<double>(); },
};

}  // namespace silu

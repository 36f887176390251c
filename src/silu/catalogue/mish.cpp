#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

// The gate tanh(softplus(x)) is (s^2 - 1) / (s^2 + 1) with s = 1 + e^x. Written in e^-|x| it has no
// overflow, and no cancellation other than that of its second derivative near where that is 0.
template <class T>
struct Gate {
  explicit Gate(T x) {
    const T e = std::exp(-std::abs(x));
    if (x < 0) {
      const T n = e * (e + 2);  // s^2 - 1
      const T m = n + 2;
      value = n / m;
      slope = 4 * e * (1 + e) / (m * m);
      curvature = 4 * e * (2 + e * (2 - e * (3 + 2 * e))) / (m * m * m);
    } else {
      const T n = 1 + 2 * e;
      const T m = n + 2 * e * e;
      value = n / m;
      slope = 4 * e * e * (1 + e) / (m * m);
      curvature = 4 * e * e * (e * (e * (2 * e + 2) - 3) - 2) / (m * m * m);
    }
  }

  T value, slope, curvature;
};

}  // namespace

constexpr Activation kMish = {
    .name = "mish",
    .title = "Mish",
    .self_gated = true,
    .value = evaluator([]<class T>(T x, Parameters) { return times(x, Gate(x).value); }),
    .first_derivative = evaluator([]<class T>(T x, Parameters) {
      const Gate gate(x);
      return gate.value + times(x, gate.slope);
    }),
    .second_derivative = evaluator([]<class T>(T x, Parameters) {
      const Gate gate(x);
      return 2 * gate.slope + times(x, gate.curvature);
    }),
};

}  // namespace silu

#include <numbers>

#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kApproximations[] = {"none", "tanh"};
constexpr Parameter kApproximate[] = {
    {.name = "approximate",
     .default_value = 0,
     .example = 1,
     .requirement = {"none or tanh", [](Parameters p) { return p[0] == 0 || p[0] == 1; }},
     .choices = kApproximations}};

// The normal distribution and its density.
template <class T>
T normal(T x) {
  return std::erfc(-x / std::numbers::sqrt2_v<T>) / 2;
}
template <class T>
T normal_density(T x) {
  return std::exp(-x * x / 2) * std::numbers::inv_sqrtpi_v<T> / std::numbers::sqrt2_v<T>;
}

// The approximation is x sigmoid(u), for 1 + tanh(u/2) is 2 sigmoid(u).
template <class T>
struct Logit {
  explicit Logit(T x)
      : u(kScale * x * (1 + kCube * x * x)),
        u1(kScale * (1 + 3 * kCube * x * x)),
        u2(kScale * 6 * kCube * x) {}

  static constexpr T kScale = T(1.5957691216057307117597842397375274738L);  // sqrt(8 / pi)
  static constexpr T kCube = T(0.044715L);
  T u, u1, u2;
};

constexpr long double kQuick = 1.702L;

}  // namespace

constexpr Activation kGelu = {
    .name = "gelu",
    .title = "GELU",
    .parameters = kApproximate,
    .self_gated = true,
    .value = evaluator([]<class T>(T x, Parameters p) {
      return p[0] == 0 ? times(x, normal(x)) : gated(x, Logit(x).u);
    }),
    .first_derivative = evaluator([]<class T>(T x, Parameters p) {
      if (p[0] == 0) return normal(x) + times(x, normal_density(x));
      const Logit logit(x);
      return gated_slope(x, logit.u, logit.u1);
    }),
    .second_derivative = evaluator([]<class T>(T x, Parameters p) {
      if (p[0] == 0) return times(2 - x * x, normal_density(x));
      const Logit logit(x);
      return gated_curvature(x, logit.u, logit.u1, logit.u2);
    }),
};

constexpr Activation kQuickGelu = {
    .name = "quick_gelu",
    .title = "QuickGELU",
    .self_gated = true,
    .value = evaluator([]<class T>(T x, Parameters) { return gated(x, T(kQuick) * x); }),
    .first_derivative = evaluator(
        []<class T>(T x, Parameters) { return gated_slope(T(kQuick) * x, T(kQuick) * x, T(1)); }),
    .second_derivative = evaluator([]<class T>(T x, Parameters) {
      return T(kQuick) * gated_curvature(T(kQuick) * x, T(kQuick) * x, T(1), T(0));
    }),
};

}  // namespace silu

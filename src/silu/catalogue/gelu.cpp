#include <numbers>

#include "silu/catalogue/formula.h"
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

constexpr std::string_view kDifference =
    "PyTorch gives NaN at -inf and for derivatives at +-inf; here they are the limits";

constexpr Reference kReferences[] = {
    {"Hendrycks and Gimpel, Gaussian Error Linear Units (GELUs), 2016",
     "https://arxiv.org/abs/1606.08415"}};

constexpr std::string_view kUsedBy[] = {"BERT", "GPT-2 (tanh)", "Vision Transformer"};
constexpr std::string_view kQuickUsedBy[] = {"CLIP"};

}  // namespace

constexpr Activation kGelu = {
    .name = "gelu",
    .title = "GELU",
    .parameters = kApproximate,
    .formula =
        {"x · Φ(x) = x · (1 + erf(x/√2)) / 2; tanh: x · (1 + tanh(√(2/π) · (x + 0.044715x³))) / 2",
         "x * (1 + erf(x/sqrt(2))) / 2; tanh: "
         "x * (1 + tanh(sqrt(2/pi) * (x + 0.044715 * x^3))) / 2",
         R"(x \, \Phi(x) = \frac{x}{2} \left(1 + \operatorname{erf} \frac{x}{\sqrt 2}\right); )"
         R"(\quad \text{tanh:} \; \frac{x}{2} )"
         R"(\left(1 + \tanh\left(\sqrt{2/\pi} \left(x + 0.044715 x^3\right)\right)\right))"},
    .derivative_formula =
        {"Φ(x) + x · φ(x); tanh: σ(u) · (1 + x · u′ · σ(−u)), u = √(8/π) · (x + 0.044715x³)",
         "Phi(x) + x * phi(x); tanh: "
         "sigmoid(u) * (1 + x * u' * sigmoid(-u)), u = sqrt(8/pi) * (x + 0.044715 * x^3)",
         R"(\Phi(x) + x \, \varphi(x); \quad \text{tanh:} \; )"
         R"(\sigma(u) \left(1 + x u' \sigma(-u)\right), )"
         R"(u = \sqrt{8/\pi} \left(x + 0.044715 x^3\right))"},
    .self_gated = true,
    .value = formula([]<class T>(T x, Parameters p) {
      return p[0] == 0 ? times(x, normal(x)) : gated(x, Logit(x).u);
    }),
    .first_derivative = formula([]<class T>(T x, Parameters p) {
      if (p[0] == 0) return normal(x) + times(x, normal_density(x));
      const Logit logit(x);
      return gated_slope(x, logit.u, logit.u1);
    }),
    .second_derivative = formula([]<class T>(T x, Parameters p) {
      if (p[0] == 0) return times(2 - x * x, normal_density(x));
      const Logit logit(x);
      return gated_curvature(x, logit.u, logit.u1, logit.u2);
    }),
    .difference = kDifference,
    .references = kReferences,
    .used_by = kUsedBy,
};

constexpr Activation kQuickGelu = {
    .name = "quick_gelu",
    .title = "QuickGELU",
    .formula = {"x · σ(1.702x)", "x * sigmoid(1.702 * x)", R"(x \, \sigma(1.702 x))"},
    .derivative_formula = {"σ(1.702x) · (1 + 1.702x · σ(−1.702x))",
                           "sigmoid(1.702 * x) * (1 + 1.702 * x * sigmoid(-1.702 * x))",
                           R"(\sigma(1.702 x) \left(1 + 1.702 x \, \sigma(-1.702 x)\right))"},
    .self_gated = true,
    .value = formula([]<class T>(T x, Parameters) { return gated(x, T(kQuick) * x); }),
    .first_derivative = formula(
        []<class T>(T x, Parameters) { return gated_slope(T(kQuick) * x, T(kQuick) * x, T(1)); }),
    .second_derivative = formula([]<class T>(T x, Parameters) {
      return T(kQuick) * gated_curvature(T(kQuick) * x, T(kQuick) * x, T(1), T(0));
    }),
    .difference = kDifference,
    .references = kReferences,
    .used_by = kQuickUsedBy,
};

}  // namespace silu

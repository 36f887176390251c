#include "silu/catalogue/formula.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kParameters[] = {
    {.name = "beta",
     .default_value = 1,
     .example = 2,
     .requirement = {"a finite number other than 0",
                     [](Parameters p) { return std::isfinite(p[0]) && p[0] != 0; }}},
    // With -inf it would be x everywhere, but 0 at -inf.
    {.name = "threshold",
     .default_value = 20,
     .example = 5,
     .requirement = {"a number greater than -inf", [](Parameters p) { return p[1] > -HUGE_VAL; }}}};

// Where PyTorch takes x itself.
template <class T>
bool is_linear(T u, Parameters p) {
  return u > T(p[1]);
}

constexpr Reference kReferences[] = {
    {"Dugas, Bengio, Bélisle, Nadeau and Garcia, Incorporating Second-Order Functional Knowledge "
     "for Better Option Pricing, 2000",
     "https://papers.nips.cc/paper/"
     "1920-incorporating-second-order-functional-knowledge-for-better-option-pricing"}};

constexpr std::string_view kUsedBy[] = {"Mamba"};

}  // namespace

constexpr Activation kSoftplus = {
    .name = "softplus",
    .title = "Softplus",
    .parameters = kParameters,
    .formula = {"ln(1 + exp(βx)) / β; x if βx > threshold",
                "log(1 + exp(beta * x)) / beta; x if beta * x > threshold",
                R"(\frac{1}{\beta} \ln\left(1 + e^{\beta x}\right); )"
                R"(\quad x \text{ if } \beta x > \text{threshold})"},
    .derivative_formula = {"σ(βx); 1 if βx > threshold",
                           "sigmoid(beta * x); 1 if beta * x > threshold",
                           R"(\sigma(\beta x); \quad 1 \text{ if } \beta x > \text{threshold})"},
    .value = formula([]<class T>(T x, Parameters p) {
      const T u = T(p[0]) * x;
      if (is_linear(u, p)) return x;
      return (u > 0 ? x : 0) + std::log1p(std::exp(-std::abs(u))) / T(p[0]);
    }),
    .first_derivative = formula([]<class T>(T x, Parameters p) {
      const T u = T(p[0]) * x;
      return is_linear(u, p) ? 1 : logistic(u);
    }),
    .second_derivative = formula([]<class T>(T x, Parameters p) {
      const T u = T(p[0]) * x;
      return u < T(p[1]) ? T(p[0]) * logistic_slope(u) : 0;
    }),
    .kinks = [](Parameters p) { return two_kinks(p[1] / p[0], HUGE_VAL); },
    .at_kinks =
        "at threshold/beta the function falls by log(1 + exp(-threshold))/|beta|; value and "
        "derivative are those of the logarithm, the second derivative is 0",
    .references = kReferences,
    .used_by = kUsedBy,
};

}  // namespace silu

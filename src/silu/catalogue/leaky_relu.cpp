#include "silu/catalogue/formula.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kSlope[] = {
    {.name = "negative_slope", .default_value = 0.01, .example = 0.2, .requirement = kFinite<0>}};
constexpr Parameter kWeight[] = {
    {.name = "weight", .default_value = 0.25, .example = 0.1, .requirement = kFinite<0>}};

constexpr Formula kValue =
    formula([]<class T>(T x, Parameters p) { return x > 0 ? x : times(x, T(p[0])); });
constexpr Formula kDerivative =
    formula([]<class T>(T x, Parameters p) { return x > 0 ? 1 : T(p[0]); });

std::vector<double> kinks(Parameters p) {
  if (p[0] == 1) return {};
  return {0};
}

constexpr Reference kLeakyReferences[] = {
    {"Maas, Hannun and Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013",
     "https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf"}};
constexpr Reference kPReluReferences[] = {
    {"He, Zhang, Ren and Sun, Delving Deep into Rectifiers, 2015",
     "https://arxiv.org/abs/1502.01852"}};

constexpr std::string_view kLeakyUsedBy[] = {"DCGAN", "YOLOv3"};
constexpr std::string_view kPReluUsedBy[] = {"SRGAN", "MTCNN"};

constexpr std::string_view kAliases[] = {"lrelu"};

}  // namespace

constexpr Activation kLeakyRelu = {
    .name = "leaky_relu",
    .title = "LeakyReLU",
    .aliases = kAliases,
    .parameters = kSlope,
    .formula =
        {"x if x > 0, else negative_slope · x", "x if x > 0, else negative_slope * x",
         R"(\begin{cases} x & x > 0 \\ \text{negative\_slope} \cdot x & x \le 0 \end{cases})"},
    .derivative_formula =
        {"1 if x > 0, else negative_slope", "1 if x > 0, else negative_slope",
         R"(\begin{cases} 1 & x > 0 \\ \text{negative\_slope} & x \le 0 \end{cases})"},
    .value = kValue,
    .first_derivative = kDerivative,
    .second_derivative = kZero,
    .kinks = kinks,
    .at_kinks = "the derivative at 0 is negative_slope",
    .difference = "with negative_slope 0, PyTorch gives NaN at -inf; here it is the limit, -0",
    .references = kLeakyReferences,
    .used_by = kLeakyUsedBy,
};

// The weight is learned; what PyTorch starts with is the default.
constexpr Activation kPRelu = {
    .name = "prelu",
    .title = "PReLU",
    .parameters = kWeight,
    .formula = {"x if x > 0, else weight · x", "x if x > 0, else weight * x",
                R"(\begin{cases} x & x > 0 \\ \text{weight} \cdot x & x \le 0 \end{cases})"},
    .derivative_formula = {"1 if x > 0, else weight", "1 if x > 0, else weight",
                           R"(\begin{cases} 1 & x > 0 \\ \text{weight} & x \le 0 \end{cases})"},
    .value = kValue,
    .first_derivative = kDerivative,
    .second_derivative = kZero,
    .kinks = kinks,
    .at_kinks = "the derivative at 0 is weight",
    .difference = "with weight 0, PyTorch gives NaN at -inf; here it is the limit, -0",
    .references = kPReluReferences,
    .used_by = kPReluUsedBy,
};

}  // namespace silu

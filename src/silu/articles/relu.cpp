#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Reference kReferences[] = {
    {"Fukushima, Visual Feature Extraction by a Multilayered Network of Analog Threshold Elements, "
     "1969",
     "https://doi.org/10.1109/TSSC.1969.300225"},
    {"Nair and Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines, 2010",
     "https://icml.cc/Conferences/2010/papers/432.pdf"}};

constexpr std::string_view kUsedBy[] = {"AlexNet", "VGG", "ResNet"};

}  // namespace

constexpr Article kReluArticle = {
    .activation = &kRelu,
    .formula = {"max(0, x)", "max(0, x)", R"(\max(0, x))"},
    .derivative = {"1 if x > 0, else 0", "1 if x > 0, else 0",
                   R"(\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases})"},
    .at_kinks = "the derivative at 0 is 0",
    .references = kReferences,
    .used_by = kUsedBy,
};

}  // namespace silu

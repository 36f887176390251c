#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Reference kLeakyReferences[] = {
    {"Maas, Hannun and Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013",
     "https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf"}};
constexpr Reference kPReluReferences[] = {
    {"He, Zhang, Ren and Sun, Delving Deep into Rectifiers, 2015",
     "https://arxiv.org/abs/1502.01852"}};

constexpr std::string_view kLeakyUsedBy[] = {"DCGAN", "YOLOv3"};
constexpr std::string_view kPReluUsedBy[] = {"SRGAN", "MTCNN"};

}  // namespace

constexpr Article kLeakyReluArticle = {
    .activation = &kLeakyRelu,
    .formula =
        {"x if x > 0, else negative_slope · x", "x if x > 0, else negative_slope * x",
         R"(\begin{cases} x & x > 0 \\ \text{negative\_slope} \cdot x & x \le 0 \end{cases})"},
    .derivative = {"1 if x > 0, else negative_slope", "1 if x > 0, else negative_slope",
                   R"(\begin{cases} 1 & x > 0 \\ \text{negative\_slope} & x \le 0 \end{cases})"},
    .at_kinks = "the derivative at 0 is negative_slope",
    .difference =
        "with negative_slope 0, PyTorch returns NaN at -inf; libsilu returns the limit, -0",
    .references = kLeakyReferences,
    .used_by = kLeakyUsedBy,
};

constexpr Article kPReluArticle = {
    .activation = &kPRelu,
    .formula = {"x if x > 0, else weight · x", "x if x > 0, else weight * x",
                R"(\begin{cases} x & x > 0 \\ \text{weight} \cdot x & x \le 0 \end{cases})"},
    .derivative = {"1 if x > 0, else weight", "1 if x > 0, else weight",
                   R"(\begin{cases} 1 & x > 0 \\ \text{weight} & x \le 0 \end{cases})"},
    .at_kinks = "the derivative at 0 is weight",
    .difference = "with weight 0, PyTorch returns NaN at -inf; libsilu returns the limit, -0",
    .references = kPReluReferences,
    .used_by = kPReluUsedBy,
};

}  // namespace silu

#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Reference kSoftReferences[] = {
    {"Donoho, De-Noising by Soft-Thresholding, 1995", "https://doi.org/10.1109/18.382009"}};
constexpr Reference kHardReferences[] = {
    {"Donoho and Johnstone, Ideal Spatial Adaptation by Wavelet Shrinkage, 1994",
     "https://doi.org/10.1093/biomet/81.3.425"}};

constexpr std::string_view kUsedBy[] = {"LISTA"};

}  // namespace

constexpr Article kSoftshrinkArticle = {
    .activation = &kSoftshrink,
    .formula = {"x − λ if x > λ, x + λ if x < −λ, else 0",
                "x - lambd if x > lambd, x + lambd if x < -lambd, else 0",
                R"(\begin{cases} x - \lambda & x > \lambda \\ x + \lambda & x < -\lambda \\ )"
                R"(0 & \text{else} \end{cases})"},
    .derivative = {"1 if |x| > λ, else 0", "1 if abs(x) > lambd, else 0",
                   R"(\begin{cases} 1 & |x| > \lambda \\ 0 & \text{else} \end{cases})"},
    .at_kinks = "the derivative at -lambd and lambd is 0",
    .references = kSoftReferences,
    .used_by = kUsedBy,
};

constexpr Article kHardshrinkArticle = {
    .activation = &kHardshrink,
    .formula = {"x if |x| > λ, else 0", "x if abs(x) > lambd, else 0",
                R"(\begin{cases} x & |x| > \lambda \\ 0 & \text{else} \end{cases})"},
    .derivative = {"1 if |x| > λ, else 0", "1 if abs(x) > lambd, else 0",
                   R"(\begin{cases} 1 & |x| > \lambda \\ 0 & \text{else} \end{cases})"},
    .at_kinks = "value and derivative at -lambd and lambd are 0",
    .references = kHardReferences,
};

constexpr Article kTanhshrinkArticle = {
    .activation = &kTanhshrink,
    .formula = {"x − tanh x", "x - tanh(x)", R"(x - \tanh x)"},
    .derivative = {"tanh² x", "tanh(x)^2", R"(\tanh^2 x)"},
};

}  // namespace silu

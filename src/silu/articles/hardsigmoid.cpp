#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Reference kReferences[] = {
    {"Howard et al., Searching for MobileNetV3, 2019", "https://arxiv.org/abs/1905.02244"}};

constexpr std::string_view kUsedBy[] = {"MobileNetV3"};

}  // namespace

constexpr Article kHardsigmoidArticle = {
    .activation = &kHardsigmoid,
    .formula = {"min(max(0, x + 3), 6) / 6", "min(max(0, x + 3), 6) / 6",
                R"(\frac{\min(\max(0, x + 3), 6)}{6})"},
    .derivative = {"1/6 if −3 < x < 3, else 0", "1/6 if -3 < x < 3, else 0",
                   R"(\begin{cases} \frac{1}{6} & -3 < x < 3 \\ 0 & \text{else} \end{cases})"},
    .at_kinks = "the derivative at -3 and 3 is 0",
    .difference = "PyTorch's derivative is 1/6 rounded to float32, even in float64",
    .references = kReferences,
    .used_by = kUsedBy,
};

constexpr Article kHardswishArticle = {
    .activation = &kHardswish,
    .formula = {"x · min(max(0, x + 3), 6) / 6", "x * min(max(0, x + 3), 6) / 6",
                R"(x \, \frac{\min(\max(0, x + 3), 6)}{6})"},
    .derivative = {"0 if x < −3, (2x + 3) / 6 if −3 ≤ x ≤ 3, else 1",
                   "0 if x < -3, (2x + 3) / 6 if -3 <= x <= 3, else 1",
                   R"(\begin{cases} 0 & x < -3 \\ \frac{2x + 3}{6} & -3 \le x \le 3 \\ )"
                   R"(1 & x > 3 \end{cases})"},
    .at_kinks = "the derivative is -1/2 at -3 and 3/2 at 3; the second derivative is 0 at both",
    .difference = "PyTorch returns NaN at -inf; libsilu returns the limit, -0",
    .references = kReferences,
    .used_by = kUsedBy,
};

}  // namespace silu

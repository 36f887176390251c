#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {

constexpr Article kThresholdArticle = {
    .activation = &kThreshold,
    .formula =
        {"x if x > threshold, else value", "x if x > threshold, else value",
         R"(\begin{cases} x & x > \text{threshold} \\ \text{value} & \text{else} \end{cases})"},
    .derivative = {"1 if x > threshold, else 0", "1 if x > threshold, else 0",
                   R"(\begin{cases} 1 & x > \text{threshold} \\ 0 & \text{else} \end{cases})"},
    .at_kinks = "the derivative at threshold is 0",
};

}  // namespace silu

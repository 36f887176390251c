#include "silu/articles/rows.h"
#include "silu/catalogue/rows.h"

namespace silu {

constexpr Article kExponentialArticle = {
    .activation = &kExponential,
    .formula = {"eˣ", "exp(x)", "e^x"},
    .derivative = {"eˣ", "exp(x)", "e^x"},
};

}  // namespace silu

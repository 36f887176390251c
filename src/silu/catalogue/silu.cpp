#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kBeta[] = {
    {.name = "beta", .default_value = 1, .example = 1.5, .requirement = kFinite<0>}};

}  // namespace

constexpr Activation kSilu = {
    .name = "silu",
    .title = "SiLU",
    .self_gated = true,
};

// With beta = 1 it is SiLU. Swish(x) = SiLU(beta x) / beta.
constexpr Activation kSwish = {
    .name = "swish",
    .title = "Swish",
    .parameters = kBeta,
    .self_gated = true,
};

}  // namespace silu

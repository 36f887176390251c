#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kParameters[] = {
    {.name = "min_val", .default_value = -1, .example = -2, .requirement = kNotNaN<0>},
    {.name = "max_val",
     .default_value = 1,
     .example = 3,
     .requirement = {"greater than min_val", [](Parameters p) { return p[0] < p[1]; }}}};

}  // namespace

constexpr Activation kHardtanh = {
    .name = "hardtanh",
    .title = "Hardtanh",
    .parameters = kParameters,
    .kinks = [](Parameters p) { return two_kinks(p[0], p[1]); },
};

constexpr Activation kRelu6 = {
    .name = "relu6",
    .title = "ReLU6",
    .kinks = [](Parameters) { return two_kinks(0, 6); },
};

// Hardtanh as JAX and Keras know it, without parameters.
constexpr Activation kJaxHardTanh = {
    .name = "hard_tanh",
    .title = "HardTanh",
    .kinks = [](Parameters) { return two_kinks(-1, 1); },
};

}  // namespace silu

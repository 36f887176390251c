#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {

constexpr Activation kRelu = {
    .name = "relu",
    .title = "ReLU",
    .kinks = [](Parameters) { return std::vector{0.0}; },
};

}  // namespace silu

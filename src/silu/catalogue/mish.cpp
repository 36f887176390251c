#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {

constexpr Activation kMish = {
    .name = "mish",
    .title = "Mish",
    .self_gated = true,
};

}  // namespace silu

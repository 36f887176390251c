#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {

constexpr Activation kTanh = {
    .name = "tanh",
    .title = "Tanh",
};

}  // namespace silu

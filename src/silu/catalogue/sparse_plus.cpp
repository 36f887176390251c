#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {

constexpr Activation kSparsePlus = {
    .name = "sparse_plus",
    .title = "SparsePlus",
    .kinks = [](Parameters) { return two_kinks(-1, 1); },
};

}  // namespace silu

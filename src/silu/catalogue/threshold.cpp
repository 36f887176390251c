#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kParameters[] = {
    {.name = "threshold", .default_value = {}, .example = 0.1, .requirement = kFinite<0>},
    {.name = "value", .default_value = {}, .example = 20, .requirement = kFinite<1>}};

}  // namespace

// PyTorch has no defaults here either.
constexpr Activation kThreshold = {
    .name = "threshold",
    .title = "Threshold",
    .parameters = kParameters,
    .kinks = [](Parameters p) { return std::vector{p[0]}; },
};

}  // namespace silu

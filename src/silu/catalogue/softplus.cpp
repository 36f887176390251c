#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kParameters[] = {
    {.name = "beta",
     .default_value = 1,
     .example = 2,
     .requirement = {"a finite number other than 0",
                     [](Parameters p) { return std::isfinite(p[0]) && p[0] != 0; }}},
    // With -inf it would be x everywhere, but 0 at -inf.
    {.name = "threshold",
     .default_value = 20,
     .example = 5,
     .requirement = {"a number greater than -inf", [](Parameters p) { return p[1] > -HUGE_VAL; }}}};

}  // namespace

constexpr Activation kSoftplus = {
    .name = "softplus",
    .title = "Softplus",
    .parameters = kParameters,
    .kinks = [](Parameters p) { return two_kinks(p[1] / p[0], HUGE_VAL); },
};

}  // namespace silu

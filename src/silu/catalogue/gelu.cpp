#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kApproximations[] = {"none", "tanh"};
constexpr Parameter kApproximate[] = {
    {.name = "approximate",
     .default_value = 0,
     .example = 1,
     .requirement = {"none or tanh", [](Parameters p) { return p[0] == 0 || p[0] == 1; }},
     .choices = kApproximations}};

}  // namespace

constexpr Activation kGelu = {
    .name = "gelu",
    .title = "GELU",
    .parameters = kApproximate,
    .self_gated = true,
};

constexpr Activation kQuickGelu = {
    .name = "quick_gelu",
    .title = "QuickGELU",
    .self_gated = true,
};

}  // namespace silu

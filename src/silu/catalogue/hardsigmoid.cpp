#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kSigmoidAliases[] = {"hard_sigmoid"};
constexpr std::string_view kSwishAliases[] = {"hard_swish", "hard_silu"};

std::vector<double> kinks(Parameters) {
  return {-3, 3};
}

}  // namespace

constexpr Activation kHardsigmoid = {
    .name = "hardsigmoid",
    .title = "Hardsigmoid",
    .aliases = kSigmoidAliases,
    .kinks = kinks,
};

constexpr Activation kHardswish = {
    .name = "hardswish",
    .title = "Hardswish",
    .aliases = kSwishAliases,
    .self_gated = true,
    .kinks = kinks,
};

}  // namespace silu

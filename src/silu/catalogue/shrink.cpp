#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kLambda[] = {{.name = "lambd",
                                  .default_value = 0.5,
                                  .example = 1,
                                  .requirement = {"a finite number >= 0", [](Parameters p) {
                                                    return std::isfinite(p[0]) && p[0] >= 0;
                                                  }}}};

std::vector<double> kinks(Parameters p) {
  return two_kinks(-p[0], p[0]);
}

constexpr std::string_view kSoftAliases[] = {"soft_shrink"};
constexpr std::string_view kHardAliases[] = {"hard_shrink"};
constexpr std::string_view kTanhAliases[] = {"tanh_shrink"};

}  // namespace

constexpr Activation kSoftshrink = {
    .name = "softshrink",
    .title = "Softshrink",
    .aliases = kSoftAliases,
    .parameters = kLambda,
    .kinks = kinks,
};

constexpr Activation kHardshrink = {
    .name = "hardshrink",
    .title = "Hardshrink",
    .aliases = kHardAliases,
    .parameters = kLambda,
    .kinks = kinks,
};

constexpr Activation kTanhshrink = {
    .name = "tanhshrink",
    .title = "Tanhshrink",
    .aliases = kTanhAliases,
};

}  // namespace silu

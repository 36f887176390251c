#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kEluAlpha[] = {
    {.name = "alpha", .default_value = 1, .example = 0.5, .requirement = kFinite<0>}};
constexpr Parameter kCeluAlpha[] = {
    {.name = "alpha",
     .default_value = 1,
     .example = 0.5,
     .requirement = {"a finite number other than 0",
                     [](Parameters p) { return std::isfinite(p[0]) && p[0] != 0; }}}};

std::vector<double> kinks(Parameters) {
  return {0};
}

}  // namespace

constexpr Activation kElu = {
    .name = "elu",
    .title = "ELU",
    .parameters = kEluAlpha,
    .kinks = kinks,
};

constexpr Activation kCelu = {
    .name = "celu",
    .title = "CELU",
    .parameters = kCeluAlpha,
    .kinks = kinks,
};

constexpr Activation kSelu = {
    .name = "selu",
    .title = "SELU",
    .kinks = kinks,
};

}  // namespace silu

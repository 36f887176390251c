#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr Parameter kSlope[] = {
    {.name = "negative_slope", .default_value = 0.01, .example = 0.2, .requirement = kFinite<0>}};
constexpr Parameter kWeight[] = {
    {.name = "weight", .default_value = 0.25, .example = 0.1, .requirement = kFinite<0>}};

std::vector<double> kinks(Parameters p) {
  if (p[0] == 1) return {};
  return {0};
}

constexpr std::string_view kAliases[] = {"lrelu"};

}  // namespace

constexpr Activation kLeakyRelu = {
    .name = "leaky_relu",
    .title = "LeakyReLU",
    .aliases = kAliases,
    .parameters = kSlope,
    .kinks = kinks,
};

// The weight is learned; what PyTorch starts with is the default.
constexpr Activation kPRelu = {
    .name = "prelu",
    .title = "PReLU",
    .parameters = kWeight,
    .kinks = kinks,
};

}  // namespace silu

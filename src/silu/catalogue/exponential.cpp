#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kAliases[] = {"exp"};

}  // namespace

constexpr Activation kExponential = {
    .name = "exponential",
    .title = "Exponential",
    .aliases = kAliases,
};

}  // namespace silu

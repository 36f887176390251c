#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kAliases[] = {"soft_sign"};

}  // namespace

constexpr Activation kSoftsign = {
    .name = "softsign",
    .title = "Softsign",
    .aliases = kAliases,
    .kinks = [](Parameters) { return std::vector{0.0}; },
};

}  // namespace silu

#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kAliases[] = {"linear"};

}  // namespace

constexpr Activation kIdentity = {
    .name = "identity",
    .title = "Identity",
    .aliases = kAliases,
};

}  // namespace silu

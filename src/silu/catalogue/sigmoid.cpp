#include "silu/catalogue/parameters.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kAliases[] = {"logistic"};

}  // namespace

constexpr Activation kSigmoid = {
    .name = "sigmoid",
    .title = "Sigmoid",
    .aliases = kAliases,
};

}  // namespace silu

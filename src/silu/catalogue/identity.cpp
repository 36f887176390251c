#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kAliases[] = {"linear"};

}  // namespace

constexpr Activation kIdentity = {
    .name = "identity",
    .title = "Identity",
    .aliases = kAliases,
    .value = evaluator([]<class T>(T x, Parameters) { return x; }),
    .first_derivative = evaluator([]<class T>(T, Parameters) { return T(1); }),
    .second_derivative = kZero,
};

}  // namespace silu

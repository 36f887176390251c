#include "silu/catalogue/evaluator.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kAliases[] = {"soft_sign"};

}  // namespace

constexpr Activation kSoftsign = {
    .name = "softsign",
    .title = "Softsign",
    .aliases = kAliases,
    .value = evaluator([]<class T>(T x, Parameters) {
      return std::isinf(x) ? std::copysign(T(1), x) : x / (1 + std::abs(x));
    }),
    .first_derivative = evaluator([]<class T>(T x, Parameters) {
      const T gate = 1 / (1 + std::abs(x));
      return gate * gate;
    }),
    .second_derivative = evaluator([]<class T>(T x, Parameters) {
      const T gate = 1 / (1 + std::abs(x));
      return x == 0 ? 0 : std::copysign(2 * gate * gate * gate, -x);
    }),
    .kinks = [](Parameters) { return std::vector{0.0}; },
};

}  // namespace silu

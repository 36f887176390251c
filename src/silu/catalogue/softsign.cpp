#include "silu/catalogue/formula.h"
#include "silu/catalogue/rows.h"

namespace silu {
namespace {

constexpr std::string_view kAliases[] = {"soft_sign"};

constexpr Reference kReferences[] = {
    {"Turian, Bergstra and Bengio, Quadratic Features and Deep Architectures for Chunking, 2009",
     "https://aclanthology.org/N09-2062/"}};

constexpr std::string_view kUsedBy[] = {"Deep Voice 3"};

}  // namespace

constexpr Activation kSoftsign = {
    .name = "softsign",
    .title = "Softsign",
    .aliases = kAliases,
    .formula = {"x / (1 + |x|)", "x / (1 + abs(x))", R"(\frac{x}{1 + |x|})"},
    .derivative_formula = {"1 / (1 + |x|)²", "1 / (1 + abs(x))^2", R"(\frac{1}{(1 + |x|)^2})"},
    .value = formula([]<class T>(T x, Parameters) {
      return std::isinf(x) ? std::copysign(T(1), x) : x / (1 + std::abs(x));
    }),
    .first_derivative = formula([]<class T>(T x, Parameters) {
      const T gate = 1 / (1 + std::abs(x));
      return gate * gate;
    }),
    .second_derivative = formula([]<class T>(T x, Parameters) {
      const T gate = 1 / (1 + std::abs(x));
      return x == 0 ? 0 : std::copysign(2 * gate * gate * gate, -x);
    }),
    .kinks = [](Parameters) { return std::vector{0.0}; },
    .at_kinks = "at 0 the second derivative is 0, between 2 on the left and -2 on the right",
    .difference = "PyTorch gives NaN at +-inf, for derivatives too; here they are the limits",
    .references = kReferences,
    .used_by = kUsedBy,
};

}  // namespace silu

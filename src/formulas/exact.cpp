#include "formulas/exact.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <span>

#include "silu/parse.h"

namespace silu::formulas {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

constexpr Pair kLn2 = {0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56};
constexpr Pair kSqrt2 = {0x1.6a09e667f3bcdp+0, -0x1.bdd3413b26456p-54};
constexpr Pair kTwoOverSqrtPi = {0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56};
constexpr double kOneOverSqrtTwoPi = 0x1.9884533d43651p-2;

// What the library knows, with its first two derivatives.
class Known {
 public:
  explicit Known(const char* name)
      : value_(parse_function(name)), slope_(value_.derivative(1)), bend_(value_.derivative(2)) {}

  static Pair at(const Function& function, double x) {
    ScaledSum sum;
    function.evaluate_exactly(std::span(&x, 1), std::span(&sum, 1));
    const double hi = std::ldexp(sum.hi, sum.exponent);
    return {hi, std::isfinite(hi) ? std::ldexp(sum.lo, sum.exponent) : 0};
  }

  Pair at(double x) const { return at(value_, x); }

  // Taylor's series about x.hi: lo^3 is below 2^-150.
  Pair at(Pair x) const {
    if (x.lo == 0) return at(x.hi);
    const Pair bend = Pair{x.lo * x.lo / 2 * at(bend_, x.hi).hi};
    return at(x.hi) + (at(slope_, x.hi) * Pair{x.lo} + bend);
  }

 private:
  Function value_;
  Function slope_;
  Function bend_;
};

const Known& exponential() {
  static const Known kKnown("exponential");
  return kKnown;
}
const Known& sigmoid() {
  static const Known kKnown("sigmoid");
  return kKnown;
}
const Known& tanh() {
  static const Known kKnown("tanh");
  return kKnown;
}
const Known& elu() {
  static const Known kKnown("elu");
  return kKnown;
}
const Known& gelu() {
  static const Known kKnown("gelu");
  return kKnown;
}

Pair exp(Pair x) {
  return exponential().at(x);
}

// ELU is e^x - 1 below 0, without cancellation; above, e^x - 1 = (1 - e^-x) e^x.
Pair expm1(Pair x) {
  if (x.hi == 0 || std::isnan(x.hi)) return x;
  if (x.hi > 720) return {kInfinity};
  const Pair at_hi = x.hi < 0 ? elu().at(x.hi) : -elu().at(-x.hi) * exponential().at(x.hi);
  if (x.lo == 0) return at_hi;
  return at_hi + exponential().at(x.hi) * (Pair{x.lo} + Pair{x.lo * x.lo / 2});
}

Pair exp2(Pair x) {
  if (std::isnan(x.hi)) return x;
  if (x.hi > 1100) return {kInfinity};
  if (x.hi < -1200) return {0};
  if (x.lo == 0 && x.hi == std::rint(x.hi)) return {std::ldexp(1.0, static_cast<int>(x.hi))};
  return exp(x * kLn2);
}

Pair log1p(Pair x);

// One step of Newton's method from the double: log x = l + log(x e^-l).
Pair log(Pair x) {
  if (!(x.hi > 0) || std::isinf(x.hi)) return {std::log(x.hi)};
  if (x.hi >= 0.5 && x.hi <= 1.5) return log1p(x - Pair{1});
  const double estimate = std::log(x.hi);
  const Pair rest = x * exp({-estimate}) - Pair{1};
  return Pair{estimate} + (rest - Pair{rest.hi * rest.hi / 2});
}

// The same with e^-l - 1, which does not cancel where x is small.
Pair log1p(Pair x) {
  if (x.hi == 0 || !std::isfinite(x.hi) || x.hi < -1) return {std::log1p(x.hi)};
  if (std::abs(x.hi) > 0.75) return log(Pair{1} + x);
  const double estimate = std::log1p(x.hi);
  const Pair rest = x + (Pair{1} + x) * expm1({-estimate});
  return Pair{estimate} + (rest - Pair{rest.hi * rest.hi / 2});
}

// erfc(x) = 2 Phi(z) for z = -x sqrt(2), and Phi(z) = gelu(z) / z. What z is beyond a double comes
// from the derivative of Phi.
Pair erfc(Pair x) {
  if (std::isnan(x.hi)) return x;
  if (x.hi == 0) return Pair{1} - kTwoOverSqrtPi * x;
  if (x.hi > 27) return {0};
  if (x.hi < -27) return {2};
  const Pair z = -(x * kSqrt2);
  const Pair phi = gelu().at(z.hi) / Pair{z.hi};
  const double density = kOneOverSqrtTwoPi * std::exp(-z.hi * z.hi / 2);
  const double rest = density * z.lo - z.hi * density * z.lo * z.lo / 2;
  const Pair sum = phi + Pair{rest};
  return {2 * sum.hi, 2 * sum.lo};
}

// 2/sqrt(pi) (x - x^3/3 + x^5/(5 2!) - x^7/(7 3!) ...), which does not cancel near 0.
Pair erf_series(Pair x) {
  constexpr int kTerms = 24;
  const Pair minus_square = -(x * x);
  Pair power = x;
  Pair sum = x;
  for (int n = 1; n < kTerms; ++n) {
    power = power * minus_square / Pair{static_cast<double>(n)};
    sum = sum + power / Pair{2.0 * n + 1};
  }
  return kTwoOverSqrtPi * sum;
}

Pair erf(Pair x) {
  if (x.hi == 0 || std::isnan(x.hi)) return x;
  if (std::abs(x.hi) < 0.5) return erf_series(x);
  const Pair magnitude = Pair{1} - erfc(abs(x));
  return is_negative(x) ? -magnitude : magnitude;
}

// As IEEE 754's minimum: NaN if one is, and -0 is below 0.
Pair minimum(Pair a, Pair b) {
  if (std::isnan(a.hi) || std::isnan(b.hi)) return {kNaN};
  if (a == b) return is_negative(a) ? a : b;
  return a < b ? a : b;
}

}  // namespace

Pair evaluate_unary(Operation operation, Pair x) {
  switch (operation) {
    case Operation::kNegate:
      return -x;
    case Operation::kAbs:
      return abs(x);
    case Operation::kSqrt:
      return sqrt(x);
    case Operation::kExp:
      return exp(x);
    case Operation::kExpm1:
      return expm1(x);
    case Operation::kExp2:
      return exp2(x);
    case Operation::kLog:
      return log(x);
    case Operation::kLog1p:
      return log1p(x);
    case Operation::kTanh:
      return tanh().at(x);
    case Operation::kErf:
      return erf(x);
    case Operation::kErfc:
      return erfc(x);
    case Operation::kSigmoid:
      return sigmoid().at(x);
    default:
      std::abort();
  }
}

bool compare(Comparison comparison, Pair a, Pair b) {
  switch (comparison) {
    case Comparison::kLess:
      return a < b;
    case Comparison::kLessEqual:
      return a < b || a == b;
    case Comparison::kGreater:
      return b < a;
    case Comparison::kGreaterEqual:
      return b < a || a == b;
    case Comparison::kNone:
      break;
  }
  std::abort();
}

Pair evaluate_exactly(const Node& node, const std::array<Pair, 4>& operands) {
  const auto& [a, b, c, d] = operands;
  switch (node.operation) {
    case Operation::kAdd:
      return a + b;
    case Operation::kSubtract:
      return a - b;
    case Operation::kMultiply:
      return a * b;
    case Operation::kDivide:
      return a / b;
    case Operation::kFma:
      return a * b + c;
    case Operation::kMin:
      return minimum(a, b);
    case Operation::kMax:
      return -minimum(-a, -b);
    case Operation::kSelect:
      return compare(node.comparison, a, b) ? c : d;
    default:
      return evaluate_unary(node.operation, a);
  }
}

}  // namespace silu::formulas

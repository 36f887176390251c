#include "formulas/evaluate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include "formulas/round.h"
#include "silu/scaled_sum.h"
#include "text/number.h"

namespace silu::formulas {
namespace {

// Of + - * / and sqrt the double rounds to T as the exact result does: 53 bits are at least 2p + 2
// for the p <= 24 bits of T, and what rounds to a subnormal T is exact or far from a tie (Figueroa,
// "When is double rounding innocuous?", 1995; Roux, "Innocuous double rounding of basic arithmetic
// operations", 2014).
static_assert(std::numeric_limits<double>::digits >= 2 * std::numeric_limits<float>::digits + 2);

double widen(float x) {
  return x;
}
template <class T>
double widen(T x) {
  return static_cast<double>(x);
}

// A product of two is exact in double, but its sum with the third is not.
template <class T>
T fma(T a, T b, T c) {
  const double product = widen(a) * widen(b);
  const double sum = product + widen(c);
  if (!std::isfinite(sum) || sum == 0) return T(sum);
  const double c_part = sum - product;
  const double error = (product - (sum - c_part)) + (widen(c) - c_part);
  return round_to<T>(ScaledSum{sum, error, 0});
}

template <class T>
T minimum(T a, T b) {
  const double x = widen(a);
  const double y = widen(b);
  if (std::isnan(x) || std::isnan(y)) return std::numeric_limits<T>::quiet_NaN();
  if (x == y) return std::signbit(x) ? a : b;
  return x < y ? a : b;
}

template <class T>
T maximum(T a, T b) {
  const double x = widen(a);
  const double y = widen(b);
  if (std::isnan(x) || std::isnan(y)) return std::numeric_limits<T>::quiet_NaN();
  if (x == y) return std::signbit(x) ? b : a;
  return x > y ? a : b;
}

bool holds(Comparison comparison, double a, double b) {
  switch (comparison) {
    case Comparison::kLess:
      return a < b;
    case Comparison::kLessEqual:
      return a <= b;
    case Comparison::kGreater:
      return a > b;
    default:
      return a >= b;
  }
}

// One operation on arrays of at most kBlock values.
template <class T>
class Step {
 public:
  Step(const Node& node, std::span<const std::vector<T>> values, std::size_t count, T* out)
      : node_(node), count_(count), out_(out) {
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
      operands_[i] = values[node.operands[i]].data();
    }
  }

  void run() const {
    switch (node_.operation) {
      case Operation::kInput:
      case Operation::kConstant:
        return;
      case Operation::kNegate:
        return map([](T a) { return T(-widen(a)); });
      case Operation::kAbs:
        return map([](T a) { return T(std::abs(widen(a))); });
      case Operation::kSqrt:
        return map([](T a) { return T(std::sqrt(widen(a))); });
      case Operation::kAdd:
        return map2([](T a, T b) { return T(widen(a) + widen(b)); });
      case Operation::kSubtract:
        return map2([](T a, T b) { return T(widen(a) - widen(b)); });
      case Operation::kMultiply:
        return map2([](T a, T b) { return T(widen(a) * widen(b)); });
      case Operation::kDivide:
        return map2([](T a, T b) { return T(widen(a) / widen(b)); });
      case Operation::kMin:
        return map2(minimum<T>);
      case Operation::kMax:
        return map2(maximum<T>);
      case Operation::kFma:
        for (std::size_t i = 0; i < count_; ++i) {
          out_[i] = fma(operands_[0][i], operands_[1][i], operands_[2][i]);
        }
        return;
      case Operation::kSelect:
        for (std::size_t i = 0; i < count_; ++i) {
          const bool first =
              holds(node_.comparison, widen(operands_[0][i]), widen(operands_[1][i]));
          out_[i] = operands_[first ? 2 : 3][i];
        }
        return;
      default:
        return evaluate_unary(node_.operation, std::span<const T>(operands_[0], count_),
                              std::span<T>(out_, count_));
    }
  }

 private:
  template <class F>
  void map(F f) const {
    for (std::size_t i = 0; i < count_; ++i) out_[i] = f(operands_[0][i]);
  }
  template <class F>
  void map2(F f) const {
    for (std::size_t i = 0; i < count_; ++i) out_[i] = f(operands_[0][i], operands_[1][i]);
  }

  const Node& node_;
  std::array<const T*, 4> operands_;
  std::size_t count_;
  T* out_;
};

// The values of every node for a block of x.
template <class T>
class Machine {
 public:
  Machine(const Expression& expression, std::size_t block)
      : nodes_(expression.nodes()), values_(nodes_.size(), std::vector<T>(block)) {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (nodes_[i].operation != Operation::kConstant) continue;
      // The parser has read it before.
      std::ranges::fill(values_[i], text::parse_number<T>(nodes_[i].literal).value_or(T(0.0)));
    }
  }

  void run(std::span<const T> x) {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (nodes_[i].operation == Operation::kInput) std::ranges::copy(x, values_[i].begin());
      Step<T>(nodes_[i], values_, x.size(), values_[i].data()).run();
    }
  }

  const std::vector<T>& values(std::size_t node) const { return values_[node]; }
  const std::vector<T>& result() const { return values_.back(); }

 private:
  const std::vector<Node>& nodes_;
  std::vector<std::vector<T>> values_;
};

}  // namespace

template <class T>
void evaluate(const Expression& expression, std::span<const T> x, std::span<T> y) {
  if (x.size() != y.size()) throw std::invalid_argument("formulas: x and y differ in size");
  const std::size_t block = std::min<std::size_t>(x.size(), 1024);
  Machine<T> machine(expression, block);
  for (std::size_t first = 0; first < x.size(); first += block) {
    const std::size_t count = std::min(block, x.size() - first);
    machine.run(x.subspan(first, count));
    std::copy_n(machine.result().begin(), count, y.begin() + static_cast<std::ptrdiff_t>(first));
  }
}

template <class T>
std::vector<T> evaluate_nodes(const Expression& expression, T x) {
  Machine<T> machine(expression, 1);
  machine.run(std::span<const T>(&x, 1));
  std::vector<T> values;
  for (std::size_t i = 0; i < expression.nodes().size(); ++i) {
    values.push_back(machine.values(i).front());
  }
  return values;
}

template void evaluate(const Expression&, std::span<const float>, std::span<float>);
template void evaluate(const Expression&, std::span<const Float16>, std::span<Float16>);
template void evaluate(const Expression&, std::span<const BFloat16>, std::span<BFloat16>);
template void evaluate(const Expression&, std::span<const Float8E4M3FN>, std::span<Float8E4M3FN>);
template void evaluate(const Expression&, std::span<const Float8E5M2>, std::span<Float8E5M2>);

template std::vector<float> evaluate_nodes(const Expression&, float);
template std::vector<Float16> evaluate_nodes(const Expression&, Float16);
template std::vector<BFloat16> evaluate_nodes(const Expression&, BFloat16);
template std::vector<Float8E4M3FN> evaluate_nodes(const Expression&, Float8E4M3FN);
template std::vector<Float8E5M2> evaluate_nodes(const Expression&, Float8E5M2);

}  // namespace silu::formulas

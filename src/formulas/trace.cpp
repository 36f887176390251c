#include "formulas/trace.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>

#include "formulas/evaluate.h"
#include "formulas/exact.h"
#include "formulas/steps.h"
#include "text/number.h"

namespace silu::formulas {
namespace {

// A decimal as the pair nearest to it is more than a formula's constants deserve; the double is
// what all of them are written for.
double literal_value(const Node& node) {
  return text::parse_number<double>(node.literal).value_or(0);
}

// to - from; 0 if both are the same infinity, or NaN.
double difference(Pair from, Pair to) {
  if (from == to || (std::isnan(from.hi) && std::isnan(to.hi))) return 0;
  return (to - from).hi;
}

// The unit in the last place; of what is not finite that of 0, as a difference is not finite then.
template <class T>
double unit_at(double value) {
  return ulp_at<T>(std::isfinite(value) ? value : 0);
}

template <class T>
class Tracer {
 public:
  Tracer(const Expression& expression, T x)
      : nodes_(expression.nodes()),
        x_(static_cast<double>(x)),
        names_(nodes_.size()),
        needed_(nodes_.size(), false) {
    for (const T each : evaluate_nodes(expression, x)) {
      rounded_.push_back(static_cast<double>(each));
    }
    mark_needed(nodes_.size() - 1);
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (rounds(i)) names_[i] = fmt::format("t{}", ++count_);
    }
  }

  // The nodes that are steps.
  std::vector<std::size_t> steps() const {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      if (!names_[i].empty()) result.push_back(i);
    }
    return result;
  }

  TraceStep describe(std::size_t i) const {
    const Pair exact =
        evaluate_one(i, [&](std::size_t operand) { return Pair{rounded_[operand]}; });
    return {.name = names_[i],
            .text = write(i, true),
            .dtype = DTypeTraits<T>::kDType,
            .value = rounded_[i],
            .exact = exact.hi,
            .error = difference(exact, {rounded_[i]}) / unit_at<T>(exact.hi),
            .moves = 0};
  }

  // What the formula gives if only the first nodes are rounded.
  Pair evaluate_after(std::size_t rounded_nodes) const {
    std::vector<Pair> values(nodes_.size(), Pair{0});
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      values[i] = i < rounded_nodes
                      ? Pair{rounded_[i]}
                      : evaluate_one(i, [&](std::size_t operand) { return values[operand]; });
    }
    return values.back();
  }

  double result() const { return rounded_.back(); }

 private:
  void mark_needed(std::size_t i) {
    if (needed_[i]) return;
    needed_[i] = true;
    const Node& node = nodes_[i];
    const auto operand = [&](std::size_t k) { return std::size_t{node.operands[k]}; };
    const auto count = static_cast<std::size_t>(info_of(node.operation).operands);
    if (node.operation != Operation::kSelect) {
      for (std::size_t k = 0; k < count; ++k) mark_needed(operand(k));
      return;
    }
    mark_needed(operand(0));
    mark_needed(operand(1));
    mark_needed(operand(chosen(node)));
  }

  std::size_t chosen(const Node& node) const {
    return compare(node.comparison, {rounded_[node.operands[0]]}, {rounded_[node.operands[1]]}) ? 2
                                                                                                : 3;
  }

  bool rounds(std::size_t i) const {
    if (!needed_[i] || info_of(nodes_[i].operation).is_exact) return false;
    return nodes_[i].operation != Operation::kConstant || rounded_[i] != literal_value(nodes_[i]);
  }

  template <class ValueOf>
  Pair evaluate_one(std::size_t i, ValueOf value_of) const {
    const Node& node = nodes_[i];
    if (node.operation == Operation::kInput) return {x_};
    if (node.operation == Operation::kConstant) return {literal_value(node)};
    std::array<Pair, 4> operands = {};
    const auto count = static_cast<std::size_t>(info_of(node.operation).operands);
    for (std::size_t k = 0; k < count; ++k) operands[k] = value_of(node.operands[k]);
    return evaluate_exactly(node, operands);
  }

  // A node as text; below the top by its name, if it has one.
  std::string write(std::size_t i, bool is_top = false) const {
    if (!is_top && !names_[i].empty()) return names_[i];
    const Node& node = nodes_[i];
    const auto operand = [&](std::size_t k) { return write(node.operands[k]); };
    const auto right = [&] {
      const std::string text = operand(1);
      return text.starts_with('-') ? '(' + text + ')' : text;
    };
    switch (node.operation) {
      case Operation::kInput:
        return "x";
      case Operation::kConstant:
        return node.literal;
      case Operation::kNegate:
        return '-' + operand(0);
      case Operation::kAdd:
        return operand(0) + '+' + right();
      case Operation::kSubtract:
        return operand(0) + '-' + right();
      case Operation::kMultiply:
        return operand(0) + '*' + right();
      case Operation::kDivide:
        return operand(0) + '/' + right();
      case Operation::kSelect:
        return operand(chosen(node));
      default:
        break;
    }
    const auto& info = info_of(node.operation);
    std::string text = std::string(info.name) + '(' + operand(0);
    for (std::size_t k = 1; k < static_cast<std::size_t>(info.operands); ++k) {
      text += ',' + operand(k);
    }
    return text + ')';
  }

  const std::vector<Node>& nodes_;
  double x_;
  std::vector<double> rounded_;
  std::vector<std::string> names_;
  std::vector<bool> needed_;
  int count_ = 0;
};

Pair exact_value(const Function& function, double x) {
  ScaledSum sum;
  function.evaluate_exactly(std::span(&x, 1), std::span(&sum, 1));
  const double hi = std::ldexp(sum.hi, sum.exponent);
  return {hi, std::isfinite(hi) ? std::ldexp(sum.lo, sum.exponent) : 0};
}

void find_largest(Trace& trace) {
  double most = 1;
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    const double moves = std::abs(trace.steps[i].moves);
    if (!std::isfinite(moves) || moves >= most) {
      trace.largest = i;
      // Nothing that follows can undo that.
      if (!std::isfinite(moves)) return;
      most = moves;
    }
  }
}

// The steps in S, the result in T.
template <class T, class S>
Trace trace_in(const Function& function, const Expression& expression, double value) {
  const T x = static_cast<T>(value);
  Trace trace;
  trace.x = static_cast<double>(x);
  trace.x_bits = std::bit_cast<BitsOf<T>>(x);
  T correct = x;
  function(std::span(&x, 1), std::span(&correct, 1));
  const Pair exact = exact_value(function, trace.x);
  const double unit = unit_at<T>(exact.hi);

  const Tracer<S> tracer(expression, S(trace.x));
  Pair before = tracer.evaluate_after(0);
  trace.formula_moves = difference(exact, before) / unit;
  for (const std::size_t i : tracer.steps()) {
    TraceStep step = tracer.describe(i);
    const Pair after = tracer.evaluate_after(i + 1);
    step.moves = difference(before, after) / unit;
    before = after;
    trace.steps.push_back(step);
  }
  const T result = static_cast<T>(tracer.result());
  trace.result = static_cast<double>(result);
  if constexpr (!std::is_same_v<T, S>) {
    const double change = difference({tracer.result()}, {trace.result});
    trace.steps.push_back({.name = "y",
                           .text = "rounded to " + std::string(DTypeTraits<T>::kName),
                           .dtype = DTypeTraits<T>::kDType,
                           .value = trace.result,
                           .exact = tracer.result(),
                           .error = change / unit_at<T>(tracer.result()),
                           .moves = change / unit});
  }
  trace.correct = static_cast<double>(correct);
  trace.exact = exact.hi;
  if (!std::isnan(trace.result) && !std::isnan(trace.correct)) {
    trace.off = steps_between(result, correct);
  }
  find_largest(trace);
  return trace;
}

}  // namespace

Trace trace(const Function& function, const Candidate& candidate, DType dtype, double x) {
  return with_type(dtype, [&]<class T>(std::type_identity<T>) -> Trace {
    if constexpr (sizeof(T) > sizeof(float)) {
      throw std::invalid_argument("formulas: no dtype of more than 32 bits");
    } else if (candidate.in_float32) {
      return trace_in<T, float>(function, candidate.expression, x);
    } else {
      return trace_in<T, T>(function, candidate.expression, x);
    }
  });
}

}  // namespace silu::formulas

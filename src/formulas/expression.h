#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formulas/operation.h"

namespace silu::formulas {

enum class Comparison : std::uint8_t { kNone, kLess, kLessEqual, kGreater, kGreaterEqual };

/// One operation of an expression.
struct Node {
  Operation operation;
  Comparison comparison = Comparison::kNone;  ///< of the first two operands of kSelect
  std::array<std::uint8_t, 4> operands = {};  ///< earlier nodes
  std::string literal = {};                   ///< of a constant, as it was written

  friend bool operator==(const Node&, const Node&) = default;
};

/// A formula in x, as a list of operations: each takes the results of earlier ones, and the last is
/// the result. What is written twice is computed once.
///
///   x*sigmoid(x)                        + - * / and parentheses, numbers, x
///   exp log tanh ...                    function_names() lists the functions
///   fma(a, b, c)                        a*b + c, rounded once
///   select(x >= 0, a, b)                a where the comparison (< <= > >=) holds, else b
class Expression {
 public:
  /// What an expression may have at most.
  static constexpr std::size_t kMaxLength = 1000;
  static constexpr std::size_t kMaxNodes = 200;
  static constexpr int kMaxDepth = 50;

  /// Throws std::invalid_argument with the column if the text is no expression: "column 5: ...".
  explicit Expression(std::string_view text);

  const std::string& text() const { return text_; }
  const std::vector<Node>& nodes() const { return nodes_; }

 private:
  friend class ExpressionParser;

  std::string text_;
  std::vector<Node> nodes_;
};

}  // namespace silu::formulas

#include "formulas/expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "text/number.h"
#include "text/trim.h"

namespace silu::formulas {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

std::optional<Operation> find_function(std::string_view name) {
  for (auto each = Operation::kInput; each <= Operation::kSelect;
       each = static_cast<Operation>(static_cast<int>(each) + 1)) {
    if (info_of(each).name == name) return each;
  }
  return {};
}

}  // namespace

// Recursive descent:
//
//   sum      = product {("+" | "-") product}
//   product  = signed {("*" | "/") signed}
//   signed   = ("-" | "+") signed | primary
//   primary  = number | "x" | "(" sum ")" | name "(" arguments ")"
class ExpressionParser {
 public:
  ExpressionParser(std::string_view text, std::vector<Node>& nodes) : text_(text), nodes_(nodes) {}

  void parse() {
    parse_sum();  // its last operation is the last node, since it is part of no other
    skip_blanks();
    if (at_ < text_.size()) fail_at_next("an operator");
  }

 private:
  using Index = std::uint8_t;
  static_assert(Expression::kMaxNodes < 256);

  [[noreturn]] void fail(std::size_t at, const std::string& message) const {
    throw std::invalid_argument(fmt::format("column {}: {}", at + 1, message));
  }

  [[noreturn]] void fail_at_next(std::string_view expected) const {
    if (at_ == text_.size()) {
      fail(at_, fmt::format("the expression ends where {} is expected", expected));
    }
    if (text_.substr(at_).starts_with("^") || text_.substr(at_).starts_with("**")) {
      fail(at_, "there are no powers; write x*x");
    }
    fail(at_, fmt::format("{} is expected, not {}", expected, text::quote(text_.substr(at_, 1))));
  }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  bool next_is(char c) {
    skip_blanks();
    return at_ < text_.size() && text_[at_] == c;
  }

  bool take(char c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }

  void require(char c, std::string_view expected) {
    if (!take(c)) fail_at_next(expected);
  }

  Index add(Node node) {
    const auto found = std::ranges::find(nodes_, node);
    if (found != nodes_.end()) return static_cast<Index>(found - nodes_.begin());
    if (nodes_.size() == Expression::kMaxNodes) {
      fail(at_, fmt::format("more than {} operations", Expression::kMaxNodes));
    }
    nodes_.push_back(std::move(node));
    return static_cast<Index>(nodes_.size() - 1);
  }

  Index parse_sum() {
    if (++depth_ > Expression::kMaxDepth) {
      fail(at_, fmt::format("nested more than {} deep", Expression::kMaxDepth));
    }
    Index result = parse_product();
    while (next_is('+') || next_is('-')) {
      const auto operation = text_[at_++] == '+' ? Operation::kAdd : Operation::kSubtract;
      result = add({.operation = operation, .operands = {result, parse_product()}});
    }
    --depth_;
    return result;
  }

  Index parse_product() {
    Index result = parse_signed();
    while (next_is('*') || next_is('/')) {
      if (text_.substr(at_).starts_with("**")) fail_at_next("an operand");
      const auto operation = text_[at_++] == '*' ? Operation::kMultiply : Operation::kDivide;
      result = add({.operation = operation, .operands = {result, parse_signed()}});
    }
    return result;
  }

  Index parse_signed() {
    bool negative = false;
    while (next_is('-') || next_is('+')) negative ^= text_[at_++] == '-';
    const Index result = parse_primary();
    return negative ? add({.operation = Operation::kNegate, .operands = {result}}) : result;
  }

  Index parse_primary() {
    skip_blanks();
    if (take('(')) {
      const Index result = parse_sum();
      require(')', "')'");
      return result;
    }
    if (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) return parse_constant();
    if (at_ < text_.size() && is_letter(text_[at_])) return parse_name();
    fail_at_next("x, a number, a function or '('");
  }

  Index parse_constant() {
    const std::size_t begin = at_;
    const auto skip = [&](auto holds) {
      while (at_ < text_.size() && holds(text_[at_])) ++at_;
    };
    const auto is_part = [](char c) { return is_digit(c) || c == '.'; };
    skip(is_part);
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '-' || text_[at_] == '+')) ++at_;
      skip(is_part);
    }
    const auto literal = text_.substr(begin, at_ - begin);
    const auto value = text::parse_number<double>(literal);
    if (!value) fail(begin, text::quote(literal) + " is not a number");
    if (!std::isfinite(*value)) fail(begin, text::quote(literal) + " is too large");
    return add({.operation = Operation::kConstant, .literal = std::string(literal)});
  }

  Index parse_name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
    const auto name = text_.substr(begin, at_ - begin);
    if (name == "x") return add({.operation = Operation::kInput});
    const auto operation = find_function(name);
    if (!operation) {
      fail(begin,
           fmt::format("unknown name {}; there are x and {}", text::quote(name), function_names()));
    }
    return parse_call(*operation);
  }

  Index parse_call(Operation operation) {
    const auto& info = info_of(operation);
    Node node = {.operation = operation};
    require('(', fmt::format("'(' after {}", info.name));
    for (std::size_t i = 0; i < static_cast<std::size_t>(info.operands); ++i) {
      if (operation == Operation::kSelect && i == 1) {
        node.comparison = parse_comparison();
      } else if (i > 0) {
        require(',', fmt::format("',' ({})", usage(operation)));
      }
      node.operands[i] = parse_sum();
    }
    require(')', fmt::format("')' ({})", usage(operation)));
    return add(std::move(node));
  }

  Comparison parse_comparison() {
    if (take('<')) {
      return at_ < text_.size() && take('=') ? Comparison::kLessEqual : Comparison::kLess;
    }
    if (take('>')) {
      return at_ < text_.size() && take('=') ? Comparison::kGreaterEqual : Comparison::kGreater;
    }
    fail_at_next("<, <=, > or >= (" + usage(Operation::kSelect) + ")");
  }

  static std::string usage(Operation operation) {
    if (operation == Operation::kSelect) return "select(a < b, c, d)";
    constexpr std::string_view kOperands[] = {"", "a", "a, b", "a, b, c"};
    const auto& info = info_of(operation);
    return fmt::format("{}({})", info.name, kOperands[info.operands]);
  }

  std::string_view text_;
  std::vector<Node>& nodes_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

Expression::Expression(std::string_view text) : text_(text::trim(text, " \t")) {
  if (text.size() > kMaxLength) {
    throw std::invalid_argument(
        fmt::format("column {}: longer than {} characters", kMaxLength + 1, kMaxLength));
  }
  ExpressionParser(text, nodes_).parse();
}

}  // namespace silu::formulas

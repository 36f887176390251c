#include "formulas/expression.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "formulas/evaluate.h"

using silu::formulas::evaluate_nodes;
using silu::formulas::Expression;

namespace {

float value(std::string_view expression, float x) {
  return evaluate_nodes(Expression(expression), x).back();
}

std::string error_of(const std::string& expression) {
  try {
    Expression{expression};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "none";
}

std::string repeat(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

}  // namespace

TEST_CASE("expressions have the usual precedence") {
  CHECK(value("x", 3) == 3);
  CHECK(value("1+2*x", 3) == 7);
  CHECK(value("(1+2)*x", 3) == 9);
  CHECK(value("8/2/x", 2) == 2);
  CHECK(value("8-2-x", 1) == 5);
  CHECK(value("-x*x", 3) == -9);
  CHECK(value("2--x", 3) == 5);
  CHECK(value(" 2 * - x ", 3) == -6);
  CHECK(value("1.5e1+.5+2.", 0) == 17.5);
  CHECK(value("fma(x, x, 1)", 3) == 10);
  CHECK(value("abs(min(x,2)-max(x,4))", 3) == 2);
}

TEST_CASE("select takes the first value where its comparison holds") {
  CHECK(value("select(x<1, 2, 3)", 1) == 3);
  CHECK(value("select(x<=1, 2, 3)", 1) == 2);
  CHECK(value("select(x > 1, 2, 3)", 1) == 3);
  CHECK(value("select(x >= 1, 2, 3)", 1) == 2);
  CHECK(value("select(x>=0, 2, 3)", std::numeric_limits<float>::quiet_NaN()) == 3);
}

TEST_CASE("min and max know NaN and the sign of zero") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(std::isnan(value("min(x,0)", nan)));
  CHECK(std::isnan(value("max(0,x)", nan)));
  CHECK(std::signbit(value("min(0,x)", -0.0f)));
  CHECK(!std::signbit(value("max(x,0)", -0.0f)));
}

TEST_CASE("what is written twice is computed once") {
  CHECK(Expression("exp(x)/(1+exp(x))").nodes().size() == 5);
}

TEST_CASE("an error names its column") {
  CHECK(error_of("") ==
        "column 1: the expression ends where x, a number, a function or '(' is expected");
  CHECK(error_of("x*") ==
        "column 3: the expression ends where x, a number, a function or '(' is expected");
  CHECK(error_of("x*(1+x") == "column 7: the expression ends where ')' is expected");
  CHECK(error_of("x)") == "column 2: an operator is expected, not ')'");
  CHECK(error_of("2x") == "column 2: an operator is expected, not 'x'");
  CHECK(error_of("x^2") == "column 2: there are no powers; write x*x");
  CHECK(error_of("x**2") == "column 2: there are no powers; write x*x");
  CHECK(error_of("1.2.3*x") == "column 1: '1.2.3' is not a number");
  CHECK(error_of("x+1e999") == "column 3: '1e999' is too large");
  CHECK(error_of("x*exq(x)").starts_with("column 3: unknown name 'exq'; there are x and abs, erf"));
  CHECK(error_of("exp x") == "column 5: '(' after exp is expected, not 'x'");
  CHECK(error_of("fma(x,2)") == "column 8: ',' (fma(a, b, c)) is expected, not ')'");
  CHECK(error_of("exp(x,2)") == "column 6: ')' (exp(a)) is expected, not ','");
  CHECK(error_of("select(x,1,2)") ==
        "column 9: <, <=, > or >= (select(a < b, c, d)) is expected, not ','");
  CHECK(error_of("x\xff") == "column 2: an operator is expected, not '\\xff'");
}

TEST_CASE("no expression is too much") {
  CHECK(error_of(repeat("(", 1000)) == "column 51: nested more than 50 deep");
  CHECK(error_of(repeat("exp(", 200) + "x").starts_with("column "));
  CHECK(error_of(repeat("-", 999) + "x") == "none");
  CHECK(error_of(repeat("x+", 333) + "x").ends_with("more than 200 operations"));
  CHECK(error_of(repeat(" ", 1001)) == "column 1001: longer than 1000 characters");
}

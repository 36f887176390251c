#include "formulas/trace.h"

#include <doctest/doctest.h>

#include <cmath>

#include "silu/parse.h"

using namespace silu;
using namespace silu::formulas;

namespace {

Trace trace_of(const char* function, const char* expression, DType dtype, double x,
               bool in_float32 = false) {
  return trace(parse_function(function),
               {.expression = Expression(expression), .in_float32 = in_float32}, dtype, x);
}

}  // namespace

TEST_CASE("a trace has each step, and its errors add up to the result's") {
  const Trace trace = trace_of("silu", "x*sigmoid(x)", DType::kFloat32, -20);
  REQUIRE(trace.steps.size() == 2);
  CHECK(trace.steps[0].name == "t1");
  CHECK(trace.steps[0].text == "sigmoid(x)");
  CHECK(trace.steps[1].text == "x*t1");
  CHECK(trace.steps[0].exact == doctest::Approx(2.0611536181902037e-09).epsilon(1e-15));
  CHECK(trace.off == 1);
  double sum = trace.formula_moves;
  for (const auto& each : trace.steps) sum += each.moves;
  const double ulp = 0x1p-48;  // of 4.1e-8
  CHECK(sum == doctest::Approx((trace.result - trace.exact) / ulp).epsilon(1e-6));
}

TEST_CASE("a trace names the step that loses the digits, not the one that shows it") {
  const Trace trace = trace_of("silu", "x*(1-sigmoid(-x))", DType::kFloat32, -18);
  REQUIRE(trace.largest);
  CHECK(trace.steps[*trace.largest].text == "sigmoid(-x)");
  CHECK(trace.result == 0);
}

TEST_CASE("a trace leaves out the choice that is not taken, and exact constants") {
  const char* const formula = "select(x>=0, 0.1/(1+exp(-x)), exp(x)/(1+exp(x)))";
  const Trace negative = trace_of("sigmoid", formula, DType::kFloat16, -1);
  REQUIRE(negative.steps.size() == 3);
  CHECK(negative.steps[0].text == "exp(x)");
  CHECK(negative.steps[1].text == "1+t1");
  const Trace positive = trace_of("sigmoid", formula, DType::kFloat16, 1);
  REQUIRE(positive.steps.size() == 4);
  CHECK(positive.steps[0].text == "0.1");
  CHECK(positive.steps[0].error != 0);
}

TEST_CASE("a trace through float32 ends with the rounding") {
  const Trace trace = trace_of("silu", "x/(1+exp(-x))", DType::kBFloat16, 1.5, true);
  REQUIRE(trace.steps.size() == 4);
  CHECK(trace.steps.back().text == "rounded to bfloat16");
  CHECK(trace.off == 0);
  CHECK(!trace.largest);
}

TEST_CASE("a trace shows overflow") {
  const Trace trace = trace_of("silu", "x*exp(x)/(1+exp(x))", DType::kFloat32, 100);
  CHECK(std::isnan(trace.result));
  CHECK(!trace.off);
  REQUIRE(trace.largest);
  CHECK(trace.steps[*trace.largest].text == "exp(x)");
  CHECK(std::isinf(trace.steps[*trace.largest].value));
}

TEST_CASE("a trace tells what the formula itself is off by") {
  const Trace trace = trace_of("gelu", "x*sigmoid(1.702*x)", DType::kFloat32, -2);
  CHECK(std::abs(trace.formula_moves) > 1e5);
}

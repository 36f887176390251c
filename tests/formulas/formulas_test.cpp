#include "formulas/formulas.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "silu/parse.h"

using namespace silu;
using namespace silu::formulas;

TEST_CASE("every formula is one, of a function that there is, and is there once") {
  std::set<std::string> functions;
  for (const auto& set : formula_sets()) {
    CAPTURE(set.function);
    CHECK(parse_function(set.function).name() == set.function);
    CHECK(functions.insert(std::string(set.function)).second);
    std::set<std::string> expressions;
    for (const auto& each : set.formulas) {
      CAPTURE(each.expression);
      CHECK_NOTHROW(Expression{each.expression});
      CHECK(expressions.insert(std::string(each.expression)).second);
    }
  }
}

TEST_CASE("every formula is about its function") {
  for (const auto& set : formula_sets()) {
    const Function function = parse_function(set.function);
    std::vector<float> x = {-3.5F, -1.25F, -0.5F, 0.5F, 1.25F, 3.5F};
    std::vector<float> correct(x.size());
    function(x, correct);
    for (const auto& candidate : candidates(function, DType::kFloat32)) {
      CAPTURE(candidate.expression.text());
      std::vector<float> y(x.size());
      evaluate<float>(candidate, x, y);
      // Some are approximations.
      const double tolerance =
          candidate.source.find("approximation") != std::string::npos ? 0.03 : 2e-6;
      for (std::size_t i = 0; i < x.size(); ++i) {
        CHECK(y[i] == doctest::Approx(correct[i]).epsilon(tolerance).scale(1));
      }
    }
  }
}

TEST_CASE("candidates are formulas with each step rounded, and in float32") {
  const Function silu = parse_function("silu");
  const std::size_t count = formulas_of(silu).size();
  CHECK(candidates(silu, DType::kFloat32).size() == count);
  CHECK(candidates(silu, DType::kFloat64).empty());
  const auto all = candidates(silu, DType::kBFloat16);
  REQUIRE(all.size() == 2 * count);
  CHECK(describe(all.front(), DType::kBFloat16) == "x*sigmoid(x), each step rounded to bfloat16");
  CHECK(describe(all[count], DType::kBFloat16) ==
        "x*sigmoid(x) in float32, rounded once to bfloat16");
  CHECK(candidates(parse_function("relu"), DType::kBFloat16).empty());
}

TEST_CASE("a function has formulas with its usual parameters only") {
  CHECK(formulas_of(parse_function("gelu")).size() > 0);
  CHECK(formulas_of(parse_function("gelu(tanh)")).size() > 0);
  CHECK(formulas_of(parse_function("elu(2)")).empty());
  CHECK(formulas_of(parse_function("silu_d1")).empty());
}

TEST_CASE("x and y may be the same memory") {
  const auto candidate = candidates(parse_function("silu"), DType::kBFloat16).back();
  std::vector<BFloat16> x;
  for (int i = 0; i < 3000; ++i) x.emplace_back(0.01 * i - 15);
  std::vector<BFloat16> y(x.size());
  evaluate<BFloat16>(candidate, x, y);
  evaluate<BFloat16>(candidate, x, x);
  for (std::size_t i = 0; i < x.size(); ++i) CHECK(x[i].bits == y[i].bits);
}

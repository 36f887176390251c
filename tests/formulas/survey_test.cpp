#include "formulas/survey.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "formulas/steps.h"
#include "silu/parse.h"

using namespace silu;
using namespace silu::formulas;

namespace {

Findings find(const char* function, const char* expression, DType dtype, unsigned threads = 1) {
  const Candidate candidate = {.expression = Expression(expression)};
  return survey(parse_function(function), std::span(&candidate, 1), dtype, false, threads).front();
}

}  // namespace

TEST_CASE("steps count representable values") {
  CHECK(steps_between(1.0f, 1.0f) == 0);
  CHECK(steps_between(0.0f, -0.0f) == 0);
  CHECK(steps_between(1.0f, std::nextafter(1.0f, 2.0f)) == 1);
  CHECK(steps_between(2.0f, std::nextafter(2.0f, 1.0f)) == 1);
  CHECK(steps_between(std::numeric_limits<float>::denorm_min(),
                      -std::numeric_limits<float>::denorm_min()) == 2);
  CHECK(steps_between(std::numeric_limits<float>::max(), std::numeric_limits<float>::infinity()) ==
        1);
  CHECK(steps_between(BFloat16(1.0), BFloat16(2.0)) == 128);
}

TEST_CASE("a unit in the last place is that of the binade") {
  CHECK(ulp_at<float>(1) == 0x1p-23);
  CHECK(ulp_at<float>(-1.999) == 0x1p-23);
  CHECK(ulp_at<float>(0.999) == 0x1p-24);
  CHECK(ulp_at<float>(0) == 0x1p-149);
  CHECK(ulp_at<float>(1e-300) == 0x1p-149);
  CHECK(ulp_at<Float16>(1e10) == 32);
  CHECK(ulp_at<Float8E4M3FN>(448) == 32);
}

TEST_CASE("misrounded results are as many as NumPy has: counts.py") {
  const auto count = [](const char* function, const char* expression) {
    return find(function, expression, DType::kFloat16).misrounded;
  };
  CHECK(count("silu", "x*sigmoid(x)") == 10163);
  CHECK(count("silu", "x/(1+exp(-x))") == 11830);
  CHECK(count("silu", "x*exp(x)/(1+exp(x))") == 27694);
  CHECK(count("silu", "0.5*x*(1+tanh(0.5*x))") == 12285);
  CHECK(count("sigmoid", "1/(1+exp(-x))") == 11078);
  CHECK(count("sigmoid", "1-1/(1+exp(x))") == 13790);
  CHECK(count("softplus", "log(1+exp(x))") == 30859);
  CHECK(count("softplus", "log1p(exp(x))") == 21949);
  CHECK(count("elu", "select(x>0, x, exp(x)-1)") == 13964);
}

TEST_CASE("what the library has is never misrounded") {
  for (const DType dtype : {DType::kFloat32, DType::kFloat16, DType::kBFloat16,
                            DType::kFloat8E4M3FN, DType::kFloat8E5M2}) {
    CHECK(find("sigmoid", "sigmoid(x)", dtype).misrounded == 0);
    CHECK(find("tanh", "tanh(x)", dtype).misrounded == 0);
    CHECK(find("elu", "select(x>0, x, expm1(x))", dtype).misrounded == 0);
    CHECK(find("exponential", "exp(x)", dtype).misrounded == 0);
    CHECK(find("relu", "max(x,0)", dtype).misrounded == 0);
    CHECK(find("relu", "max(x,0)", dtype).most_steps == 0);
  }
}

TEST_CASE("the first x is the nearest to 0") {
  const Findings found = find("silu", "x*exp(x)/(1+exp(x))", DType::kFloat16);
  CHECK(found.infinite_at == doctest::Approx(8.91).epsilon(0.001));
  CHECK(found.nan_at == doctest::Approx(11.09).epsilon(0.001));
  CHECK(found.zero_at == doctest::Approx(-17.34).epsilon(0.001));
  CHECK(!find("silu", "x*sigmoid(x)", DType::kFloat16).infinite_at);
  CHECK(find("silu", "x*sigmoid(x)", DType::kFloat16).nan_at == -HUGE_VAL);
  // One step from 0 is no wrong zero.
  CHECK(!find("identity", "x*0.5*2", DType::kFloat16).zero_at);
}

TEST_CASE("the number of threads changes nothing") {
  const Findings one = find("gelu", "x*0.5*(1+erf(x*0.7071067811865476))", DType::kFloat32, 1);
  const Findings four = find("gelu", "x*0.5*(1+erf(x*0.7071067811865476))", DType::kFloat32, 4);
  CHECK(one.misrounded == four.misrounded);
  CHECK(one.most_steps == four.most_steps);
  CHECK(one.most_steps_at == four.most_steps_at);
  CHECK(one.zero_at == four.zero_at);
}

TEST_CASE("the inputs are all of 16 and 8 bits, and a fixed set of float32") {
  CHECK(input_set(DType::kFloat8E5M2, false).count == 256);
  CHECK(input_set(DType::kBFloat16, false).count == 65536);
  CHECK(input_set(DType::kBFloat16, false).exhaustive);
  CHECK(input_set(DType::kFloat32, false).count == 1055998);
  CHECK(!input_set(DType::kFloat32, false).exhaustive);
  CHECK(input_set(DType::kFloat32, true).count == std::uint64_t{1} << 32);
}

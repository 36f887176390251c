#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "functions.h"
#include "silu/function.h"
#include "silu/kernels.h"
#include "silu/kernels/kernel_table.h"

using namespace silu;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

template <class T>
double at(const Function& function, double x) {
  const T in = T(x);
  T out(42.0);
  function(std::span(&in, 1), std::span(&out, 1));
  return static_cast<double>(out);
}

// The steps are powers of two, so that x + step is exact.
long double difference_quotient(const Function& function, double x) {
  constexpr double kStep = 0x1p-20;
  return (precise(function, x + kStep) - precise(function, x - kStep)) / (2 * kStep);
}

}  // namespace

TEST_CASE("every row is complete, and no name stands for two") {
  std::set<std::string_view> names;
  for (const auto* each : catalogue()) {
    CAPTURE(each->name);
    CHECK(names.insert(each->name).second);
    CHECK(names.insert(each->title).second);
    for (const auto alias : each->aliases) CHECK(names.insert(alias).second);
    for (const auto& parameter : each->parameters) {
      CHECK(parameter.requirement.holds(examples(*each)));
      CHECK_FALSE(parameter.requirement.words.empty());
    }
  }
  CHECK(catalogue().size() == 29);
}

TEST_CASE("NaN gives NaN, and infinities give limits") {
  for (const Function& function : functions()) {
    for (int order = 0; order <= 2; ++order) {
      const Function each = function.derivative(order);
      CAPTURE(each.name());
      CHECK(std::isnan(at<float>(each, kNaN)));
      CHECK(std::isnan(at<double>(each, kNaN)));
      CHECK(std::isnan(at<Float16>(each, kNaN)));
      CHECK(std::isnan(at<BFloat16>(each, kNaN)));
      for (const double sign : {-1.0, 1.0}) {
        CAPTURE(sign);
        const auto far = at<double>(each, sign * 1e30);
        for (const double y :
             {at<double>(each, sign * kInfinity), at<float>(each, sign * kInfinity)}) {
          if (std::abs(far) > 1e6) {
            CHECK(y == std::copysign(kInfinity, far));
          } else {
            CHECK(std::abs(y - far) < 1e-7);
          }
        }
      }
    }
  }
}

TEST_CASE("a limit is computed once for each rounding") {
  const Function selu(row("selu"));  // whose limit is no double
  const auto [kernels, arguments] = find_formula(selu.activation(), 0, selu.parameters());
  const double x = -kInfinity;
  for (int i = 0; i < 2; ++i) {
    double odd = 0;
    kernels->to_odd(arguments, &x, &odd, 1);
    CHECK(std::bit_cast<std::uint64_t>(odd) % 2 == 1);
    double once = 0;
    kernels->float64(arguments, &x, &once, 1);
    CHECK(once == nearest(selu, x));
    CHECK(once == doctest::Approx(-1.7580993408473766).epsilon(1e-15));
  }
}

TEST_CASE("softplus is on the same side of its threshold in every dtype") {
  // The double 0.1 is above a tenth, and 0.1 * 20 above 2, though it rounds to 2.
  const Function softplus(row("softplus"), {0.1, 2});
  for (const auto& dtype : dtypes()) {
    CAPTURE(dtype.name);
    with_type(dtype.dtype, [&]<class T>(std::type_identity<T>) {
      CHECK(at<T>(softplus, 20) == 20);
      CHECK(at<T>(softplus.derivative(1), 20) == 1);
      CHECK(at<T>(softplus.derivative(2), 20) == 0);
    });
  }
  // With products that no double holds.
  CHECK(at<float>(Function(row("softplus"), {5e-324, 0}), 1e-45) == 1e-45F);
  CHECK(at<double>(Function(row("softplus"), {1e308, kInfinity}), 1e300) == 1e300);
}

TEST_CASE("a large alpha of celu loses no small x") {
  for (const double alpha : {1e300, -1e300, 1.7976931348623157e308}) {
    const Function celu(row("celu"), {alpha});
    CHECK(at<float>(celu, -1e-25) == -1e-25F);
    CHECK(at<BFloat16>(celu, -1e-40) == static_cast<double>(BFloat16(-1e-40)));
    CHECK(at<double>(celu, -5e-324) == -5e-324);
  }
}

TEST_CASE("derivatives are those of the function") {
  for (const Function& function : functions()) {
    const auto kinks = kinks_of(function);
    for (int order = 0; order < 2; ++order) {
      const Function each = function.derivative(order);
      const Function derivative = function.derivative(order + 1);
      CAPTURE(derivative.name());
      for (double x = -25; x <= 25; x += 0x1p-5 + 0x1p-9) {
        if (std::ranges::any_of(kinks, [&](double kink) { return std::abs(kink - x) < 1e-3; })) {
          continue;
        }
        CAPTURE(x);
        // The quotient is wrong by step^2 / 6 times the third derivative, and by 2^-63 |f| / step.
        const long double quotient = difference_quotient(each, x);
        const long double tolerance = 1e-11L * std::max(1.0L, std::abs(precise(each, x)));
        CHECK(std::abs(precise(derivative, x) - quotient) < tolerance);
      }
    }
  }
}

TEST_CASE("at a kink something jumps, and nowhere else") {
  for (const Function& function : functions()) {
    CAPTURE(function.name());
    const auto kinks = kinks_of(function);
    const auto jumps = [&](double x) {
      return std::ranges::any_of(std::array{0, 1, 2}, [&](int order) {
        const Function each = function.derivative(order);
        const long double jump = precise(each, x + 0x1p-40) - precise(each, x - 0x1p-40);
        return std::abs(jump) > 1e-10L * std::max(1.0L, std::abs(precise(each, x)));
      });
    };
    for (const double kink : kinks) CHECK(jumps(kink));
    for (int i = -200; i <= 200; ++i) {
      const double x = 0.05 * i;
      if (std::ranges::any_of(kinks, [&](double kink) { return std::abs(kink - x) < 1e-9; })) {
        continue;
      }
      CAPTURE(x);
      CHECK_FALSE(jumps(x));
    }
  }
}

TEST_CASE("a self-gated function is x times a gate between 0 and 1") {
  for (const Function& function : functions()) {
    if (!function.activation().self_gated) continue;
    CAPTURE(function.name());
    for (double x = -20; x <= 20; x += 0.25) {
      if (x == 0) continue;
      const long double gate = precise(function, x) / x;
      CHECK(gate >= 0);
      CHECK(gate <= 1);
    }
  }
}

// Both compute in float64: ours rounds once, PyTorch at every step, and so loses some 2^-53 of the
// largest number on its way. It never lost more than 1e-15 of max(1, |x|); twice that is allowed.
TEST_CASE("values and derivatives are PyTorch's") {
  const auto known = functions();
  std::ifstream file(PYTORCH_VALUES);
  REQUIRE(file);
  std::set<std::string> seen;
  for (std::string name, x_text, texts[3];
       file >> name >> x_text >> texts[0] >> texts[1] >> texts[2];) {
    CAPTURE(name);
    CAPTURE(x_text);
    seen.insert(name);
    const auto function = std::ranges::find(known, name, &Function::name);
    REQUIRE(function != known.end());
    const double x = std::stod(x_text);
    for (int order = 0; order <= 2; ++order) {
      const std::string& text = texts[order];
      if (text == "-") continue;
      CAPTURE(order);
      const double computed = at<double>(function->derivative(order), x);
      const double expected = std::stod(text);
      // Beyond 709, e^x overflows in PyTorch's second derivative of mish.
      if (std::isnan(expected)) {
        CHECK(name == "mish");
        CHECK(computed == 0);
        continue;
      }
      // PyTorch's 1/6 is a float32.
      const double tolerance = name == "hardsigmoid" && order == 1 ? 1e-8 : 2e-15;
      CHECK(std::abs(computed - expected) <= tolerance * std::max(1.0, std::abs(x)));
    }
  }
  CHECK(seen.size() == 32);
}

TEST_CASE("names leave out what is default, and name what follows it") {
  const auto name = [](std::string_view activation, ParameterValues values, int order = 0) {
    return Function(row(activation), values, order).name();
  };
  CHECK(name("silu", {}) == "silu");
  CHECK(name("silu", {}, 1) == "silu_d1");
  CHECK(name("leaky_relu", {0.01}) == "leaky_relu");
  CHECK(name("leaky_relu", {0.2}, 2) == "leaky_relu(0.2)_d2");
  CHECK(name("softplus", {2, 20}) == "softplus(2)");
  CHECK(name("softplus", {1, 5}) == "softplus(threshold=5)");
  CHECK(name("softplus", {2, 5}) == "softplus(2,5)");
  CHECK(name("softplus", {1, kInfinity}) == "softplus(threshold=inf)");
  CHECK(name("gelu", {1}) == "gelu(tanh)");
  CHECK(name("threshold", {0, 0}) == "threshold(0,0)");
  CHECK(Function(row("leaky_relu"), {0.2}, 1).title() == "LeakyReLU(0.2)'");
  CHECK(Function(row("silu")).derivative(2).title() == "SiLU''");
}

TEST_CASE("a function refuses values and orders that make no sense") {
  CHECK_THROWS_WITH_AS(Function(row("softplus"), {0, 20}),
                       "softplus: beta must be a finite number other than 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(Function(row("softplus"), {1, -kInfinity}),
                       "softplus: threshold must be a number greater than -inf",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(Function(row("hardtanh"), {1, 1}),
                       "hardtanh: max_val must be greater than min_val", std::invalid_argument);
  CHECK_THROWS_WITH_AS(Function(row("threshold")), "threshold: threshold has no default value",
                       std::invalid_argument);
  CHECK_THROWS_AS(Function(row("celu"), {0}), std::invalid_argument);
  CHECK_THROWS_AS(Function(row("gelu"), {2}), std::invalid_argument);
  CHECK_THROWS_AS(Function(row("leaky_relu"), {kNaN}), std::invalid_argument);
  CHECK_THROWS_AS(Function(row("silu"), {}, 3), std::invalid_argument);
}

TEST_CASE("kernels evaluate default parameters, and nothing else") {
  // A float whose SiLU the double formula may round otherwise does not exist in a sample, so ask
  // where the results differ at will: swish(1) is SiLU, bit by bit.
  std::vector<float> x(4096), swish(x.size()), exact(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i) * 0.005F - 10;
  Function(row("swish"))(x, swish);
  silu::silu(x, exact);
  CHECK(swish == exact);
  CHECK(at<float>(Function(row("swish"), {2}), 1) == static_cast<double>(0.88079708F));
}

TEST_CASE("extreme parameters do not overflow") {
  CHECK(at<float>(Function(row("softplus"), {1, kInfinity}), 1000) == 1000);
  CHECK(at<float>(Function(row("softplus"), {-2, 20}), -5) ==
        doctest::Approx(-5.00002).epsilon(1e-6));
  CHECK(at<float>(Function(row("swish"), {0}), kInfinity) == kInfinity);
  CHECK(at<float>(Function(row("swish"), {0}), 3) == 1.5);
  CHECK(at<float>(Function(row("leaky_relu"), {0}), -kInfinity) == 0);
  CHECK(at<float>(Function(row("hardtanh"), {0, kInfinity}), 1e30) == static_cast<double>(1e30F));
  CHECK(at<double>(Function(row("squareplus"), {0}), 0) == 0);
  CHECK(at<double>(Function(row("squareplus"), {0}), -1) == 0);
  CHECK(at<double>(Function(row("squareplus"), {4}), 1e300) == 1e300);
}

#include "check/core/hard_inputs.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "check/check_values.h"
#include "silu/parse.h"

using namespace silu;

namespace {

// A double's bits: NaN is itself, and -0 is not 0.
bool has(const std::vector<double>& values, double value) {
  return std::ranges::any_of(values, [&](double each) {
    return std::isnan(value) ? std::isnan(each)
                             : each == value && std::signbit(each) == std::signbit(value);
  });
}

template <class T>
void check_list(const Function& function) {
  using Limits = std::numeric_limits<T>;
  constexpr DType kDType = DTypeTraits<T>::kDType;
  CAPTURE(name_of(kDType));
  const auto x = check::hard_inputs(function, kDType, kDType);
  // About 10,000 of the larger dtypes, and fewer than there are of the others.
  CHECK(x.size() > (sizeof(T) == 1 ? 200 : 1000));
  CHECK(x.size() < (sizeof(T) == 8 ? 40'000 : 15'000));
  // In the order of the reals, each once, and then NaN.
  for (std::size_t i = 1; i + 1 < x.size(); ++i) {
    const bool are_zeros = x[i - 1] == 0 && x[i] == 0;
    REQUIRE((x[i - 1] < x[i] || (are_zeros && std::signbit(x[i - 1]) && !std::signbit(x[i]))));
  }
  CHECK(std::isnan(x.back()));
  for (const double each : x) {
    if (!std::isnan(each)) REQUIRE(static_cast<double>(T(each)) == each);
  }
  for (const T each : {Limits::max(), Limits::min(), Limits::denorm_min(), T(1.0F), T(0.0F)}) {
    CHECK(has(x, static_cast<double>(each)));
    CHECK(has(x, -static_cast<double>(each)));
  }
  if (Limits::has_infinity) {
    CHECK(has(x, std::numeric_limits<double>::infinity()));
    CHECK(has(x, -std::numeric_limits<double>::infinity()));
  }
}

}  // namespace

TEST_CASE("hard inputs of every dtype are values in order, with all special ones") {
  for (const char* name : {"silu", "gelu(tanh)", "relu6", "exponential", "silu_d1", "mish_d2"}) {
    CAPTURE(name);
    const Function function = parse_function(name);
    check_list<float>(function);
    check_list<double>(function);
    check_list<Float16>(function);
    check_list<BFloat16>(function);
    check_list<Float8E4M3FN>(function);
    check_list<Float8E5M2>(function);
  }
}

TEST_CASE("hard inputs are where a function turns, bends, and leaves the dtype") {
  const auto float32 = [](const char* name) {
    return check::hard_inputs(parse_function(name), DType::kFloat32, DType::kFloat32);
  };
  const auto relu6 = float32("relu6");
  CHECK(has(relu6, 6));
  CHECK(has(relu6, static_cast<double>(std::nextafter(6.0F, 0.0F))));
  CHECK(has(relu6, static_cast<double>(std::nextafter(6.0F, 7.0F))));
  CHECK(has(float32("silu"), static_cast<double>(-1.2784645F)));         // the minimum
  CHECK(has(float32("exponential"), static_cast<double>(88.72284F)));    // exp is infinite
  CHECK(has(float32("exponential"), static_cast<double>(-87.33655F)));   // subnormal
  CHECK(has(float32("exponential"), static_cast<double>(-103.97208F)));  // and zero
  // Where results of their own dtype do so: exp is infinite in float16.
  const auto narrow =
      check::hard_inputs(parse_function("exponential"), DType::kFloat32, DType::kFloat16);
  CHECK(
      std::ranges::any_of(narrow, [](double x) { return std::fabs(x - std::log(65520)) < 1e-5; }));
}

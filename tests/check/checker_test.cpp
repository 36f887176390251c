#include "check/core/checker.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "check/check_values.h"
#include "check/core/hard_inputs.h"
#include "silu/functions.h"
#include "silu/parse.h"

using namespace silu;
using check::Class;
using check::Subnormals;
using check::Tally;

namespace {

const Function kIdentity = parse_function("identity");
const Function kSilu = parse_function("silu");

// The only result, which must be misrounded.
template <class X, class Y>
check::Finding find(const Function& function, X x, Y y, const check::Options& options = {}) {
  const Tally tally = check_values<X, Y>(function, {x}, {y}, options);
  REQUIRE(tally.worst.size() == 1);
  return tally.worst[0];
}

template <class X, class Y>
bool is_right(const Function& function, X x, Y y, const check::Options& options = {}) {
  return check_values<X, Y>(function, {x}, {y}, options).misrounded == 0;
}

std::uint64_t count_of(const Tally& tally, Class expected, Class result) {
  return tally.classes[static_cast<std::size_t>(expected)][static_cast<std::size_t>(result)];
}

template <class T>
void check_our_own(const Function& function, const std::vector<T>& x) {
  std::vector<T> y(x.size());
  function(x, y);
  check::Options options;
  options.signed_zero = true;
  const Tally tally = check_values(function, x, y, options);
  CHECK_MESSAGE(tally.misrounded == 0, function.name(), " in ", DTypeTraits<T>::kName, ": ",
                tally.misrounded, " misrounded, the worst at ",
                tally.worst.empty() ? 0 : tally.worst[0].x);
  CHECK(tally.inputs == x.size());
  CHECK(tally.max_steps == 0);
  CHECK(tally.max_ulp <= 0.5000001);
}

void check_hard_inputs(const Function& function) {
  std::vector<float> x;
  for (const double each : check::hard_inputs(function, DType::kFloat32, DType::kFloat32)) {
    x.push_back(static_cast<float>(each));
  }
  check_our_own(function, x);
}

}  // namespace

TEST_CASE("libsilu's results are correctly rounded: every value of 8 and 16 bits") {
  for (const Function& function : functions_and_derivatives()) {
    check_our_own(function, every_value<Float8E4M3FN>());
    check_our_own(function, every_value<Float8E5M2>());
    check_our_own(function, every_value<Float16>());
    check_our_own(function, every_value<BFloat16>());
  }
}

TEST_CASE("libsilu's results are correctly rounded: hard inputs of float32") {
  for (const Activation* each : catalogue()) {
    const Function activation(*each, examples(*each));
    for (const int order : {0, 1}) check_hard_inputs(activation.derivative(order));
  }
}

TEST_CASE("the ULP error is in units of the spacing around the exact value") {
  const float above = std::nextafter(1.0F, 2.0F);
  const float below = std::nextafter(1.0F, 0.0F);
  CHECK(find(kIdentity, 1.0F, above).ulp == 1);
  CHECK(find(kIdentity, 1.0F, above).steps == 1);
  CHECK(find(kIdentity, 1.0F, below).ulp == 0.5);  // the values below 1 are half as far apart
  CHECK(find(kIdentity, 1.0F, below).steps == -1);
  CHECK(find(kIdentity, below, 1.0F).ulp == 1);
  CHECK(find(kIdentity, -1.0F, -above).steps == -1);
  CHECK(find(kIdentity, 1.5F, std::nextafter(1.5F, 2.0F)).ulp == 1);
  // Subnormal numbers are as far apart as the smallest normal ones.
  const float least = std::numeric_limits<float>::denorm_min();
  const float normal = std::numeric_limits<float>::min();
  CHECK(find(kIdentity, normal, normal - least).ulp == 1);
  CHECK(find(kIdentity, least, 3 * least).ulp == 2);
  CHECK(find(kIdentity, least, 3 * least).steps == 2);
  CHECK(find(kIdentity, 0.0F, least).ulp == 1);
  CHECK(find(kSilu, 3 * least, least).ulp == doctest::Approx(0.5));  // of 1.5
  CHECK(find(kIdentity, Float8E4M3FN(1.0F), Float8E4M3FN(1.25F)).ulp == 2);
  CHECK(find(kIdentity, Float8E5M2(-64.0F), Float8E5M2(-40.0F)).ulp == 1.5);
}

TEST_CASE("steps count across powers of two and zero") {
  const float least = std::numeric_limits<float>::denorm_min();
  CHECK(find(kIdentity, 1.0F, 2.0F).steps == 1 << 23);
  CHECK(find(kIdentity, 2.0F, 0.5F).steps == -(1 << 24));
  CHECK(find(kIdentity, least, -least).steps == -2);
  CHECK(find(kIdentity, -least, 0.0F).steps == 1);
  CHECK(find(kIdentity, -1.0F, 1.0F).steps == 2 * 0x3f800000);
  CHECK(is_right(kIdentity, 0.0F, -0.0F));
  CHECK(is_right(kIdentity, -0.0F, 0.0F));

  const check::Options with_sign = {.signed_zero = true};
  CHECK(find(kIdentity, 0.0F, -0.0F, with_sign).steps == -1);
  CHECK(find(kIdentity, -0.0F, 0.0F, with_sign).steps == 1);
  CHECK(find(kIdentity, 0.0F, -0.0F, with_sign).ulp == 0);
  CHECK(find(kIdentity, least, -least, with_sign).steps == -3);
  CHECK(find(kIdentity, least, 0.0F, with_sign).steps == -1);
  CHECK(find(kIdentity, least, -0.0F, with_sign).steps == -2);
  CHECK(is_right(kIdentity, -0.0F, -0.0F, with_sign));

  // Doubles may be further apart than there are steps to count.
  const double most = std::numeric_limits<double>::max();
  CHECK(find(kIdentity, -most, most).steps == check::kMostSteps);
  CHECK(find(kIdentity, most, -most).steps == -check::kMostSteps);
  CHECK(std::isinf(find(kIdentity, most, -most).ulp));
  CHECK(find(kIdentity, -1.0, 1.0).steps == 2 * 0x3ff0000000000000);
}

TEST_CASE("infinity and NaN in the place of another value are of a wrong class") {
  const float infinity = std::numeric_limits<float>::infinity();
  const float most = std::numeric_limits<float>::max();
  const float nan = std::nanf("");
  const float wrong[][2] = {{most, infinity}, {infinity, most}, {infinity, -infinity},
                            {1, nan},         {nan, 1},         {nan, infinity},
                            {infinity, nan},  {0, -infinity},   {-most, -infinity}};
  for (const auto& pair : wrong) {
    const float x = pair[0];
    const float y = pair[1];
    const Tally tally = check_values<float, float>(kIdentity, {x}, {y});
    CAPTURE(x);
    CAPTURE(y);
    CHECK(tally.wrong_classes == 1);
    CHECK(tally.misrounded == 1);
    CHECK(tally.steps.rows().empty());
    CHECK(tally.worst.at(0).distance() == check::kWrongClass);
    CHECK(std::isnan(tally.worst.at(0).ulp));
    CHECK(tally.finite == 0);
  }
  CHECK(is_right(kIdentity, infinity, infinity));
  CHECK(is_right(kIdentity, -infinity, -infinity));
  CHECK(is_right(kIdentity, nan, -nan));
  CHECK(is_right(kIdentity, nan, std::bit_cast<float>(0x7f800001)));

  // What overflows in a narrower dtype is infinite, and NaN where there is no infinity.
  const Float16 largest = std::numeric_limits<Float16>::max();
  const Float16 inf16 = std::numeric_limits<Float16>::infinity();
  CHECK(is_right(kIdentity, 65520.0F, inf16));
  CHECK(is_right(kIdentity, std::nextafter(65520.0F, 0.0F), largest));
  CHECK(find(kIdentity, 65520.0F, largest).wrong_class);
  CHECK(is_right(kIdentity, 465.0F, Float8E4M3FN(std::nan(""))));
  CHECK(is_right(kIdentity, 464.0F, Float8E4M3FN(448.0F)));
  CHECK(find(kIdentity, 465.0F, Float8E4M3FN(448.0F)).wrong_class);
}

TEST_CASE("classes are counted by expected value and result") {
  const float infinity = std::numeric_limits<float>::infinity();
  const Tally tally = check_values<float, float>(
      kIdentity, {1, 2, 3, 0, -0.0F, infinity, -infinity, std::nanf(""), 5, 6},
      {1, 7, infinity, 0, 0, infinity, infinity, 0, -0.0F, std::nanf("")});
  CHECK(count_of(tally, Class::kFinite, Class::kFinite) == 2);
  CHECK(count_of(tally, Class::kFinite, Class::kInfinity) == 1);
  CHECK(count_of(tally, Class::kFinite, Class::kMinusZero) == 1);
  CHECK(count_of(tally, Class::kFinite, Class::kNaN) == 1);
  CHECK(count_of(tally, Class::kZero, Class::kZero) == 1);
  CHECK(count_of(tally, Class::kMinusZero, Class::kZero) == 1);
  CHECK(count_of(tally, Class::kInfinity, Class::kInfinity) == 1);
  CHECK(count_of(tally, Class::kMinusInfinity, Class::kInfinity) == 1);
  CHECK(count_of(tally, Class::kNaN, Class::kZero) == 1);
  CHECK(tally.wrong_classes == 4);
  CHECK(tally.misrounded == 6);
}

// Nearest doubles, and their error and that of the next one in ULP, by mpmath with 400 bits.
TEST_CASE("float64 is judged by the exact value") {
  struct Known {
    const char* function;
    double x, nearest, error, error_of_next;
  };
  constexpr Known kKnown[] = {
      {"silu", 0x1.999999999999ap-4, 0x1.ae101d842b2c0p-5, 0.0584803418426, 0.941519658157},
      {"silu", -0x1.48p+4, -0x1.b849b960be7c8p-26, 0.267894344855, 1.26789434485},
      {"silu", 0x1.56e1fc2f8f359p-997, 0x1.56e1fc2f8f359p-998, 0.0, 1.0},
      {"silu", -0x1.5ep+9, -0x1.7aa3cdf7f304ep-1001, 0.309845343216, 0.690154656784},
      {"silu", -0x1.744p+9, -0x0.00000000002bdp-1022, 0.19412428994, 1.19412428994},
      {"gelu", -0x1.ap+1, -0x1.eb9b5beb2548ap-10, 0.359498707391, 1.35949870739},
      {"gelu", -0x1.ep+4, -0x1.601c52358b95dp-651, 0.413802210397, 1.4138022104},
      {"gelu", 0x1.8p+0, 0x1.665895bb1e942p+0, 0.370422631372, 1.37042263137},
      {"tanh", 0x1.8p-1, 0x1.45323e552f228p-1, 0.153239273814, 0.846760726186},
      {"mish", -0x1p+1, -0x1.028fbfa97a731p-2, 0.271598649821, 0.728401350179},
      {"silu", 0x1p+0, 0x1.764d4f5d5a2bdp-1, 0.151296393823, 1.15129639382}};
  for (const Known& each : kKnown) {
    const Function function = parse_function(each.function);
    CAPTURE(each.x);
    const Tally right = check_values<double, double>(function, {each.x}, {each.nearest});
    CHECK(right.misrounded == 0);
    CHECK(std::fabs(right.max_ulp - each.error) < 1e-11);
    const double next = std::nextafter(each.nearest, std::numeric_limits<double>::infinity());
    const check::Finding wrong = find(function, each.x, next);
    CHECK(wrong.steps == 1);
    CHECK(std::fabs(wrong.ulp - each.error_of_next) < 1e-11);
  }
}

TEST_CASE("results of a narrower dtype are rounded once") {
  const auto bfloat16 = [](double value) { return BFloat16(value); };
  // Ties go to the even one.
  CHECK(is_right(kIdentity, 1 + 0x1p-8F, bfloat16(1)));
  CHECK(is_right(kIdentity, 1 + 0x3p-8F, bfloat16(1 + 0x1p-6)));
  CHECK(is_right(kIdentity, -1 - 0x3p-8F, bfloat16(-1 - 0x1p-6)));
  CHECK(is_right(kIdentity, 1 + 0x1p-8F + 0x1p-23F, bfloat16(1 + 0x1p-7)));
  CHECK(is_right(kIdentity, 1 + 0x3p-8F - 0x1p-23F, bfloat16(1 + 0x1p-7)));
  CHECK(find(kIdentity, 1 + 0x1p-8F, bfloat16(1 + 0x1p-7)).ulp == 0.5);
  CHECK(is_right(kIdentity, 1 + 0x1p-8 + 0x1p-52, bfloat16(1 + 0x1p-7)));
  CHECK(is_right(kIdentity, 0x1p-134, bfloat16(0)));
  CHECK(is_right(kIdentity, 0x1.00001p-134, bfloat16(0x1p-133)));
  // silu(76) is a little below 76, which is a tie: as float32 or double it is 76.
  CHECK(is_right(kSilu, BFloat16(76.0F), Float8E4M3FN(72.0F)));
  CHECK(find(kSilu, BFloat16(76.0F), Float8E4M3FN(80.0F)).steps == 1);
  CHECK(is_right(kSilu, 25.0F, Float8E4M3FN(24.0F)));
  // silu(x) of a tiny x is a little above x / 2.
  CHECK(is_right(kSilu, 0x1p-9F, Float8E4M3FN(0x1p-9)));
  CHECK(is_right(kSilu, 0x1p-23F, Float16(0x1p-24)));
  CHECK(is_right(kSilu, 0x1p-24F, Float16(0x1p-24)));
  CHECK(is_right(kSilu, -0x1p-24F, Float16(0.0)));
  CHECK(is_right(kSilu, 0x1p-149F, 0x1p-149F));
  CHECK(is_right(kSilu, -0x1p-149F, -0.0F));
}

TEST_CASE("results of a wider dtype are not rounded to the inputs' dtype") {
  const std::vector<BFloat16> x = every_value<BFloat16>();
  for (const Function& function : {kSilu, parse_function("gelu"), parse_function("tanh_d1")}) {
    std::vector<float> wide(x.size());
    std::ranges::transform(x, wide.begin(), [](BFloat16 each) { return static_cast<float>(each); });
    std::vector<float> y(x.size());
    function(wide, y);
    CHECK(check_values(function, x, y).misrounded == 0);
    std::vector<Float16> narrow(x.size());
    std::ranges::transform(y, narrow.begin(), [](float each) { return Float16(each); });
    // Rounded twice, some are a step off, and none by more.
    const Tally twice = check_values(function, x, narrow);
    CHECK(twice.misrounded < 20);
    CHECK(twice.max_steps <= 1);
  }
}

TEST_CASE("a backward pass is judged by the exact product") {
  // The derivative of ReLU is 0 or 1, and that of leaky_relu(0.5) a power of two: exact products.
  const Function relu = parse_function("relu");
  CHECK(check_values<float, float>(relu, {-1, 2}, {0, 0.7F}, {.is_backward = true}, {3, 0.7F})
            .misrounded == 0);
  CHECK(check_values<float, float>(relu, {-1, 2}, {0, 0.75F}, {.is_backward = true}, {3, 0.7F})
            .misrounded == 1);
  const check::Finding finding =
      check_values<float, float>(relu, {2}, {1}, {.is_backward = true}, {3}).worst.at(0);
  CHECK(finding.dy == 3);
  CHECK(finding.expected == 3);

  // silu'(x) dy in long double: what it rounds to is known but near a tie.
  std::mt19937_64 random(1);
  std::vector<BFloat16> x, dy;
  std::vector<BFloat16> y16;
  std::vector<float> y32;
  for (const BFloat16 each : every_value<BFloat16>()) {
    const auto value = static_cast<long double>(static_cast<double>(each));
    if (!std::isfinite(value) || std::fabs(value) > 80 || std::fabs(value) < 0x1p-20L) continue;
    const auto gradient = BFloat16(static_cast<double>(random() % 1000) / 100 - 5);
    const long double sigmoid = 1 / (1 + std::exp(-value));
    const long double product = sigmoid * (1 + value * (1 - sigmoid)) *
                                static_cast<long double>(static_cast<double>(gradient));
    const auto at = [&](long double error) { return static_cast<double>(product * (1 + error)); };
    if (std::bit_cast<std::uint16_t>(BFloat16(at(1e-14L))) !=
            std::bit_cast<std::uint16_t>(BFloat16(at(-1e-14L))) ||
        static_cast<float>(at(1e-14L)) != static_cast<float>(at(-1e-14L))) {
      continue;
    }
    x.push_back(each);
    dy.push_back(gradient);
    y16.emplace_back(static_cast<double>(product));
    y32.push_back(static_cast<float>(product));
  }
  REQUIRE(x.size() > 5'000);
  CHECK(check_values(kSilu, x, y16, {.is_backward = true}, dy).misrounded == 0);
  CHECK(check_values(kSilu, x, y32, {.is_backward = true}, dy).misrounded == 0);
}

TEST_CASE("a gradient may bring back a derivative that no double holds") {
  // silu'(x) is about x e^x here, a subnormal double and then 0.
  for (const double x : {-715.0, -740.0, -750.0, -800.0}) {
    CAPTURE(x);
    const double dy = 0x1p+1000;
    const long double exact = static_cast<long double>(1 + x) *
                              std::exp(static_cast<long double>(x)) * static_cast<long double>(dy);
    const check::Options options = {.is_backward = true};
    CHECK(check_values<double, float>(kSilu, {x}, {static_cast<float>(exact)}, options, {dy})
              .misrounded == 0);
    CHECK(check_values<double, double>(kSilu, {x}, {static_cast<double>(exact)}, options, {dy})
              .max_steps <= 16);  // what long double's exp is off
  }
}

TEST_CASE("a backward pass of 0 and infinity is NaN") {
  const float infinity = std::numeric_limits<float>::infinity();
  const Function relu = parse_function("relu");
  const Tally tally = check_values<float, float>(relu, {-1, 1}, {std::nanf(""), infinity},
                                                 {.is_backward = true}, {infinity, infinity});
  CHECK(tally.misrounded == 0);
}

TEST_CASE("what a kernel may do with subnormals") {
  const float least = std::numeric_limits<float>::denorm_min();
  const auto tally_of = [&](Subnormals subnormals, const char* function, float x, float y) {
    check::Options options;
    options.subnormals = subnormals;
    return check_values<float, float>(parse_function(function), {x}, {y}, options);
  };
  CHECK(tally_of(Subnormals::kKeep, "identity", 5 * least, 0).misrounded == 1);
  CHECK(tally_of(Subnormals::kKeep, "identity", 5 * least, 0).only_by_flushing == 1);
  CHECK(tally_of(Subnormals::kFlush, "identity", 5 * least, 0).misrounded == 0);
  CHECK(tally_of(Subnormals::kFlush, "identity", 5 * least, 0).max_steps == 0);
  CHECK(tally_of(Subnormals::kFlush, "identity", 5 * least, 0).only_by_flushing == 1);
  CHECK(tally_of(Subnormals::kFlush, "identity", 5 * least, -0.0F).misrounded == 0);
  CHECK(tally_of(Subnormals::kFlush, "identity", 5 * least, 4 * least).misrounded == 1);
  CHECK(tally_of(Subnormals::kFlush, "identity", 0x1p-126F, 0).misrounded == 1);
  // exp is 1 + x at a subnormal x, and 1 at a flushed one.
  for (const auto subnormals : {Subnormals::kKeep, Subnormals::kFlush, Subnormals::kFlushInputs}) {
    check::Options options;
    options.subnormals = subnormals;
    const Tally tally = check_values<Float16, double>(
        parse_function("exponential"), {std::numeric_limits<Float16>::denorm_min()}, {1}, options);
    CHECK(tally.misrounded == (subnormals == Subnormals::kFlushInputs ? 0 : 1));
  }
}

TEST_CASE("order, range and closeness") {
  const check::Options monotone = {.must_be_monotone = true};
  const Function tanh = parse_function("tanh");
  CHECK(check_values<float, float>(tanh, {1, 2, 3}, {0.7F, 0.7F, 0.9F}, monotone)
            .not_monotone.count == 0);
  const Tally fall = check_values<float, float>(tanh, {1, 2, 3}, {0.7F, 0.6F, 0.9F}, monotone);
  CHECK(fall.not_monotone.count == 1);
  CHECK(fall.not_monotone.first->index == 1);
  CHECK(check_values<float, float>(tanh, {3, 2, 1}, {0.7F, 0.8F, 0.6F}, monotone)
            .not_monotone.count == 1);

  const check::Options in_range = {.must_be_in_range = true};
  const float above = std::nextafter(1.0F, 2.0F);
  CHECK(check_values<float, float>(tanh, {9, -9}, {1, -1}, in_range).out_of_range.count == 0);
  CHECK(check_values<float, float>(tanh, {9, -9}, {above, -above}, in_range).out_of_range.count ==
        2);
  check::Options backward = in_range;
  backward.is_backward = true;
  CHECK_THROWS_AS(check::Checker(tanh, backward), std::invalid_argument);

  check::Options close;
  close.close = check::Tolerance{.relative = 0.1, .absolute = 0};
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(check_values<float, float>(kIdentity, {10, infinity, std::nanf("")},
                                   {10.9F, infinity, std::nanf("")}, close)
            .not_close.count == 0);
  CHECK(check_values<float, float>(kIdentity, {10, infinity, 1}, {11.1F, 1, std::nanf("")}, close)
            .not_close.count == 3);
}

TEST_CASE("limits count results beyond them") {
  check::Options options;
  options.max_steps = 1;
  options.max_ulp = 1.25;
  options.measures_errors = true;
  const Tally tally = check_values<Float8E4M3FN, Float8E4M3FN>(
      kIdentity, every_value<Float8E4M3FN>(), every_value<Float8E4M3FN>(), options);
  CHECK(tally.misrounded == 0);
  CHECK(tally.max_relative == 0);
  const auto e4m3 = [](float value) { return Float8E4M3FN(value); };
  const Tally off = check_values<Float8E4M3FN, Float8E4M3FN>(
      kIdentity, {e4m3(1), e4m3(1), e4m3(2)}, {e4m3(1.125F), e4m3(1.25F), e4m3(2)}, options);
  CHECK(off.beyond_steps == 1);
  CHECK(off.beyond_ulp == 1);
  CHECK(off.max_absolute == 0.25);
  CHECK(off.max_relative == 0.25);
  CHECK(off.mean_steps() == 1);
  CHECK(off.mean_ulp() == 1);
}

TEST_CASE("an infinite input has no error where its result is right") {
  check::Options options;
  options.measures_errors = true;
  const float infinity = std::numeric_limits<float>::infinity();
  const Tally tally =
      check_values<float, float>(kSilu, {-infinity, infinity}, {-0.0F, infinity}, options);
  CHECK(tally.misrounded == 0);
  CHECK(tally.max_relative == 0);
  CHECK(tally.max_ulp == 0);
}

TEST_CASE("inputs and results must be as many") {
  const check::Checker checker(kIdentity, {});
  const std::array<float, 3> values = {};
  const auto bytes = std::as_bytes(std::span(values));
  CHECK_THROWS_AS(checker.check(bytes, bytes.first(8)), std::invalid_argument);
  CHECK_THROWS_AS(checker.check(bytes, bytes, bytes), std::invalid_argument);
}

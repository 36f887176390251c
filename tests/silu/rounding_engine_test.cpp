// Tries the rounding of the float32 kernels by a function that is exact in double, so that the
// right results are known, with estimates that are as wrong as they may be.
#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "silu/target.h"

#ifndef SILU_ROUNDING_ENGINE_TEST_ONCE
#define SILU_ROUNDING_ENGINE_TEST_ONCE

namespace {

// So few that one value in some 50 is undecided.
constexpr int kEstimateBits = 30;
constexpr double kBound = 1.0 / (1 << kEstimateBits);

// f(x) = x |x|: ties, near ties, subnormals, zeros and infinities, of either sign.
double function(float x) {
  const double value = x;
  return value * std::fabs(value);
}

// What estimates are multiplied by, to be too large or too small.
constexpr double error_factor(bool large) {
  return large ? 1.0 + 0.99 * kBound : 1.0 - 0.99 * kBound;
}

// The arguments that the last tier was asked for.
std::vector<float> exact_calls;

}  // namespace

#endif  // SILU_ROUNDING_ENGINE_TEST_ONCE

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "silu/rounding_engine_test.cpp"
#include "hwy/foreach_target.h"  // must come before what it includes again
//
#include "silu/kernels/round-inl.h"

HWY_BEFORE_NAMESPACE();
namespace silu::HWY_NAMESPACE {
namespace {

template <bool kLarge>
struct SignedSquare {
  static constexpr int kErrorBits = kEstimateBits;

  template <class D, class V>
  static HWY_INLINE V Estimate(D d, V x) {
    return hn::Mul(hn::Mul(x, hn::Abs(x)), hn::Set(d, error_factor(kLarge)));
  }
  template <class DF, class VF>
  static HWY_INLINE hn::Mask<DF> IsExact(DF df, VF x) {
    return hn::Or(hn::Eq(x, hn::Zero(df)), hn::Eq(hn::Abs(x), hn::Set(df, 1.0f)));
  }
  static float Exact(float x) {
    exact_calls.push_back(x);
    return static_cast<float>(function(x));
  }
};

template <bool kLarge>
void Run(const float* x, float* y, size_t count) {
  Apply(Rounded<SignedSquare<kLarge>>(), x, y, count);
}

}  // namespace
}  // namespace silu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace {

struct Engine {
  std::string_view target;
  bool large;
  void (*run)(const float* x, float* y, std::size_t count);
};

// Those that this processor runs.
std::vector<Engine> engines() {
  std::vector<Engine> all;
  using Run = decltype(Engine::run);
  const auto add = [&all](std::string_view target, Run small, Run large) {
    const auto names = silu::targets();
    if (std::find(names.begin(), names.end(), target) == names.end()) return;
    all.push_back({target, false, small});
    all.push_back({target, true, large});
  };
#if HWY_TARGETS & HWY_AVX3
  add("AVX3", &silu::N_AVX3::Run<false>, &silu::N_AVX3::Run<true>);
#endif
#if HWY_TARGETS & HWY_AVX2
  add("AVX2", &silu::N_AVX2::Run<false>, &silu::N_AVX2::Run<true>);
#endif
#if HWY_TARGETS & HWY_SSE4
  add("SSE4", &silu::N_SSE4::Run<false>, &silu::N_SSE4::Run<true>);
#endif
  add(hwy::TargetName(HWY_TARGET), &silu::HWY_NAMESPACE::Run<false>,
      &silu::HWY_NAMESPACE::Run<true>);
  return all;
}

// Whether the two ends of the interval round differently.
bool is_undecided(const Engine& engine, float x) {
  const double estimate = function(x) * error_factor(engine.large);
  const auto rounded = [=](double factor) { return static_cast<float>(estimate * factor); };
  return !std::isnan(x) && rounded(1.0 - kBound) != rounded(1.0 + kBound);
}

bool same(float a, float b) {
  return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b) ||
         (std::isnan(a) && std::isnan(b));
}

// Runs the engine from x to y; counts the wrong results.
std::size_t count_wrong(const Engine& engine, std::span<const float> x, std::span<float> y) {
  const std::vector<float> arguments(x.begin(), x.end());
  exact_calls.clear();
  engine.run(x.data(), y.data(), x.size());
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    wrong += same(y[i], static_cast<float>(function(arguments[i]))) ? 0 : 1;
  }
  return wrong;
}

// Tries an engine with values; the last tier must have been asked exactly for those undecided.
void check(const Engine& engine, const std::vector<float>& x) {
  std::vector<float> y(x.size() + 1);
  CHECK(count_wrong(engine, x, std::span(y).subspan(1)) == 0);
  std::vector<float> undecided;
  std::copy_if(x.begin(), x.end(), std::back_inserter(undecided),
               [&](float each) { return is_undecided(engine, each); });
  CHECK(exact_calls == undecided);
}

template <class Test>
void with_every_engine(Test test) {
  for (const Engine& engine : engines()) {
    CAPTURE(engine.target);
    CAPTURE(engine.large);
    test(engine);
  }
}

// Every stride-th bit pattern.
std::vector<float> patterns(std::uint32_t stride, std::size_t count) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = std::bit_cast<float>(static_cast<std::uint32_t>(i) * stride);
  }
  return values;
}

}  // namespace

TEST_CASE("rounding: floats of every exponent, streamed") {
  const auto x = patterns(511, (std::size_t{1} << 23) + 77);
  with_every_engine([&](const Engine& engine) { check(engine, x); });
}

TEST_CASE("rounding: ties of normal and of subnormal results") {
  // The square of an odd number from 4097 to 5791 has 25 bits.
  std::vector<float> x;
  for (int exponent = -87; exponent <= 51; ++exponent) {
    for (int odd = 4097; odd < 5792; odd += 2) {
      x.push_back(std::ldexp(odd % 4 == 1 ? -1.0f : 1.0f, exponent) * static_cast<float>(odd));
    }
  }
  with_every_engine([&](const Engine& engine) {
    check(engine, x);
    CHECK(exact_calls.size() > x.size() / 2);
  });
}

TEST_CASE("rounding: special values") {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kSmallest = std::numeric_limits<float>::denorm_min();
  struct Case {
    float x, expected;
  };
  const Case cases[] = {
      {0.0f, 0.0f},
      {-0.0f, -0.0f},
      {1.0f, 1.0f},
      {-1.0f, -1.0f},
      {kInfinity, kInfinity},
      {-kInfinity, -kInfinity},
      {0x1p64f, kInfinity},
      {-0x1p64f, -kInfinity},
      {0x1.fffffep63f, 0x1.fffffcp127f},
      {0x1p-75f, 0.0f},  // a tie
      {0x1.000002p-75f, kSmallest},
      {-0x1.000002p-75f, -kSmallest},
      {0x1.8p-75f, kSmallest},
      {0x1p-63f, 0x1p-126f},
      {0x1.fffffep-64f, 0x1.fffffcp-127f},
      {kSmallest, 0.0f},
  };
  with_every_engine([&](const Engine& engine) {
    for (const Case& each : cases) {
      CAPTURE(each.x);
      // Alone, and all lanes of a block.
      for (const std::size_t count : {std::size_t{1}, std::size_t{64}}) {
        const std::vector<float> values(count, each.x);
        std::vector<float> y(count);
        CHECK(count_wrong(engine, values, y) == 0);
        CHECK(same(y.back(), each.expected));
      }
    }
    check(engine, std::vector<float>(64, std::numeric_limits<float>::quiet_NaN()));
  });
}

TEST_CASE("rounding: values that the function knows, and others among them") {
  auto x = patterns(0x12345, 4096);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const float known[] = {0.0f, -0.0f, 1.0f, -1.0f};
    if (i % 67 != 0) x[i] = known[i % 4];
  }
  with_every_engine([&](const Engine& engine) { check(engine, x); });
}

TEST_CASE("rounding: every length, in place and not, unaligned") {
  const auto values = patterns(0x2345677, 150);
  with_every_engine([&](const Engine& engine) {
    for (std::size_t size = 0; size <= values.size(); ++size) {
      CAPTURE(size);
      const std::vector<float> x(values.begin(),
                                 values.begin() + static_cast<std::ptrdiff_t>(size));
      check(engine, x);
      // The span ends where its memory does, so that the address sanitizer sees what goes beyond.
      const std::unique_ptr<float[]> memory(new float[size + 1]);
      const std::span<float> unaligned(memory.get() + 1, size);
      std::copy(x.begin(), x.end(), unaligned.begin());
      REQUIRE(count_wrong(engine, unaligned, unaligned) == 0);
    }
  });
}

#endif  // HWY_ONCE

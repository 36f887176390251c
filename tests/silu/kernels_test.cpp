#include "silu/kernels.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <random>
#include <stdexcept>
#include <vector>

namespace {

template <class T>
using Kernel = void (*)(std::span<const T>, std::span<T>);

template <class T>
constexpr Kernel<T> kKernels[] = {silu::silu, silu::sigmoid, silu::relu};

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

template <class T>
T at(Kernel<T> kernel, T x) {
  T y = 42;
  kernel(std::span<const T>(&x, 1), std::span<T>(&y, 1));
  return y;
}

float silu_at(float x) {
  return at<float>(silu::silu, x);
}
float sigmoid_at(float x) {
  return at<float>(silu::sigmoid, x);
}
float relu_at(float x) {
  return at<float>(silu::relu, x);
}

bool is_zero(float x, bool negative) {
  return x == 0 && std::signbit(x) == negative;
}

// |computed - exact| in units of the last place of the float nearest to exact.
double ulp_error(float computed, long double exact) {
  const auto nearest = std::abs(static_cast<float>(exact));
  const float ulp = std::nextafter(nearest, kInfinity) - nearest;
  return static_cast<double>(std::abs(computed - exact) / ulp);
}

template <class T>
std::vector<T> normal_values(std::size_t count) {
  std::mt19937 random(1);
  std::normal_distribution<T> distribution(0, 4);
  std::vector<T> values(count);
  for (T& value : values) value = distribution(random);
  return values;
}

}  // namespace

TEST_CASE("special values") {
  CHECK(is_zero(silu_at(0.0F), false));
  CHECK(is_zero(silu_at(-0.0F), true));
  CHECK(is_zero(silu_at(-kInfinity), true));
  CHECK(silu_at(kInfinity) == kInfinity);
  CHECK(std::isnan(silu_at(kNaN)));
  CHECK(is_zero(sigmoid_at(-kInfinity), false));
  CHECK(sigmoid_at(kInfinity) == 1);
  CHECK(sigmoid_at(-0.0F) == 0.5F);
  CHECK(std::isnan(sigmoid_at(kNaN)));
  CHECK(is_zero(relu_at(-0.0F), false));
  CHECK(is_zero(relu_at(-kInfinity), false));
  CHECK(relu_at(kInfinity) == kInfinity);
  CHECK(relu_at(1e-45F) == 1e-45F);
  CHECK(std::isnan(relu_at(kNaN)));
}

TEST_CASE("float results are within one ULP, nothing flushes to zero early") {
  for (float x = -103.9F; x < 100; x += 0.0037F) {
    CAPTURE(x);
    const long double gate = 1 / (1 + std::exp(-static_cast<long double>(x)));
    REQUIRE(ulp_error(sigmoid_at(x), gate) <= 1);
    REQUIRE(ulp_error(silu_at(x), x * gate) <= 1);
  }
  CHECK(silu_at(-100) == -3.7204474e-42F);
}

TEST_CASE_TEMPLATE("every length gives what single values give, in place and not", T, float,
                   double) {
  for (const auto kernel : kKernels<T>) {
    for (std::size_t size = 0; size <= 130; ++size) {
      CAPTURE(size);
      const auto x = normal_values<T>(size);
      std::vector<T> expected;
      for (const T value : x) expected.push_back(at(kernel, value));
      std::vector<T> y(size);
      kernel(x, y);
      REQUIRE(y == expected);
      // Exactly as large as the values, so that the address sanitizer sees what goes beyond, and
      // not at the start of an allocation, so that it is not aligned.
      const std::unique_ptr<T[]> memory(new T[size + 1]);
      const std::span<T> unaligned(memory.get() + 1, size);
      std::copy(x.begin(), x.end(), unaligned.begin());
      kernel(unaligned, unaligned);
      REQUIRE(std::equal(unaligned.begin(), unaligned.end(), expected.begin()));
    }
  }
}

TEST_CASE_TEMPLATE("spans that differ in size or overlap are refused untouched", T, float, double) {
  std::vector<T> values = {-1, 2, -3, 4};
  const auto before = values;
  const std::span<T> all(values);
  for (const auto kernel : kKernels<T>) {
    CHECK_THROWS_AS(kernel(all, all.first(3)), std::invalid_argument);
    CHECK_THROWS_AS(kernel(all.first(3), all.last(3)), std::invalid_argument);
    CHECK_THROWS_AS(kernel(all.last(3), all.first(3)), std::invalid_argument);
    CHECK_NOTHROW(kernel(all.first(0), all.last(0)));
  }
  CHECK(values == before);
}

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <stdexcept>
#include <vector>

#include "functions.h"
#include "targets.h"

using namespace silu;

#define DTYPES float, double, Float16, BFloat16, Float8E4M3FN, Float8E5M2

namespace {

template <class T>
std::vector<BitsOf<T>> patterns(std::span<const T> values) {
  std::vector<BitsOf<T>> all;
  for (const T& each : values) all.push_back(std::bit_cast<BitsOf<T>>(each));
  return all;
}

// All patterns of a dtype of 16 or 8 bits, in an order of their own: step is odd.
template <class T>
std::vector<T> every_pattern(unsigned step = 1) {
  std::vector<T> all(std::size_t{1} << (8 * sizeof(T)));
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i] = std::bit_cast<T>(static_cast<BitsOf<T>>(i * step));
  }
  return all;
}

// As many values around 0 as patterns of any size, NaN among them.
template <class T>
std::vector<T> some_values(std::size_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> distribution(0, 4);
  std::vector<T> values(count);
  for (std::size_t i = 0; i < count; i += 2) values[i] = T(distribution(random));
  for (std::size_t i = 1; i < count; i += 2) {
    values[i] = std::bit_cast<T>(static_cast<BitsOf<T>>(random()));
  }
  return values;
}

// In double, which holds the product of all but two doubles exactly.
template <class T>
std::vector<T> by_definition(const Function& function, std::span<const T> x,
                             std::span<const T> dy) {
  std::vector<T> dx(x.size());
  function.derivative(function.order() + 1)(x, dx);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double product = static_cast<double>(dy[i]) * static_cast<double>(dx[i]);
    dx[i] = static_cast<T>(product);
    if (std::isnan(static_cast<double>(dx[i]))) dx[i] = std::numeric_limits<T>::quiet_NaN();
  }
  return dx;
}

template <class T>
void check_backward(const Function& function, std::span<const T> x, std::span<const T> dy) {
  CAPTURE(function.name());
  const auto expected = patterns<T>(by_definition(function, x, dy));
  on_every_target([&] {
    std::vector<T> dx(x.size());
    function.backward(x, dy, dx);
    CHECK(patterns<T>(dx) == expected);
    dx.assign(dy.begin(), dy.end());
    function.backward(x, dx, dx);
    CHECK(patterns<T>(dx) == expected);
    dx.assign(x.begin(), x.end());
    function.backward(dx, dy, dx);
    CHECK(patterns<T>(dx) == expected);
  });
}

// Slopes of all sizes, slopes of 1/2 and 1 (ties of subnormal gradients), 0 and infinity.
std::vector<Function> some_functions() {
  return {Function(row("silu")),
          Function(row("sparse_plus")),
          Function(row("relu")),
          Function(row("exponential")),
          Function(row("leaky_relu"), {1e6, 0}),
          Function(row("mish")).derivative(1)};
}

}  // namespace

TEST_CASE_TEMPLATE("backward is the gradient times the derivative, rounded once", T, float,
                   double) {
  const auto x = some_values<T>(10007, 1);
  const auto dy = some_values<T>(10007, 2);
  for (const Function& function : some_functions()) check_backward<T>(function, x, dy);
}

TEST_CASE_TEMPLATE("backward of every 16-bit pattern", T, Float16, BFloat16) {
  const auto x = every_pattern<T>();
  for (const Function& function : some_functions()) {
    check_backward<T>(function, x, every_pattern<T>(40503));
    check_backward<T>(function, x, every_pattern<T>(257));
  }
}

TEST_CASE_TEMPLATE("backward of every pair of 8-bit patterns", T, Float8E4M3FN, Float8E5M2) {
  std::vector<T> x;
  std::vector<T> dy;
  for (const T from : every_pattern<T>()) {
    for (const T gradient : every_pattern<T>()) {
      x.push_back(from);
      dy.push_back(gradient);
    }
  }
  for (const Function& function : some_functions()) check_backward<T>(function, x, dy);
}

TEST_CASE_TEMPLATE("backward of any length, not aligned", T, DTYPES) {
  const auto x = some_values<T>(200, 3);
  const auto dy = some_values<T>(200, 4);
  const Function gelu(row("gelu"));
  for (std::size_t size = 0; size <= 70; ++size) {
    const std::size_t offset = size % 17;
    check_backward<T>(gelu, std::span(x).subspan(offset, size),
                      std::span(dy).subspan(17 - offset, size));
  }
}

TEST_CASE("backward for a dtype that is known at run time") {
  const std::vector<float> x = {-1, 0.5};
  const std::vector<float> dy = {2, 3};
  const Function relu(row("relu"));
  std::vector<float> dx(2);
  relu.backward(DType::kFloat32, std::as_bytes(std::span(x)), std::as_bytes(std::span(dy)),
                std::as_writable_bytes(std::span(dx)));
  CHECK(dx == std::vector<float>{0, 3});
}

TEST_CASE("backward: what differs in size, overlaps or has no derivative is refused untouched") {
  std::vector<float> values = {-1, 2, -3, 4};
  const auto before = values;
  const std::span<float> all(values);
  std::vector<float> other(3);
  const Function silu(row("silu"));
  CHECK_THROWS_AS(silu.backward(all, all, other), std::invalid_argument);
  CHECK_THROWS_AS(silu.backward(other, all, other), std::invalid_argument);
  CHECK_THROWS_AS(silu.backward(all.first(3), other, all.last(3)), std::invalid_argument);
  CHECK_THROWS_AS(silu.backward(other, all.first(3), all.last(3)), std::invalid_argument);
  CHECK_THROWS_AS(silu.derivative(2).backward(all, all, all), std::invalid_argument);
  const auto bytes = std::as_writable_bytes(all).first(5);
  CHECK_THROWS_AS(silu.backward(DType::kFloat32, bytes, bytes, bytes), std::invalid_argument);
  CHECK(values == before);
}

#include "silu/function.h"

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "functions.h"
#include "targets.h"

using namespace silu;

TEST_CASE("a function takes any contiguous range, in place and not") {
  const Function relu(row("relu"));
  const std::vector<float> x = {-1, 2};
  std::array<float, 2> y = {};
  relu(x, y);
  CHECK(y == std::array<float, 2>{0, 2});
  float in_place[] = {-3, 4};
  relu(in_place, in_place);
  CHECK(in_place[0] == 0);
  CHECK(in_place[1] == 4);
}

TEST_CASE("evaluate() is operator() for a dtype that is known at run time") {
  const Function gelu(row("gelu"));
  for (const DTypeInfo& each : dtypes()) {
    with_type(each.dtype, [&]<class T>(std::type_identity<T>) {
      const std::vector<T> x = {T(-1.0), T(0.5), T(3.0)};
      std::vector<T> expected(x.size());
      std::vector<T> y(x.size());
      gelu(x, expected);
      gelu.evaluate(each.dtype, std::as_bytes(std::span(x)), std::as_writable_bytes(std::span(y)));
      CHECK(y == expected);
    });
  }
}

TEST_CASE_TEMPLATE("what differs in size, overlaps or ends within a value is refused untouched", T,
                   float, double, Float16, Float8E4M3FN) {
  for (const auto* name : {"silu", "mish"}) {  // by a kernel, where T has one, and without
    const Function function(row(name));
    std::vector<T> values = {T(-1.0), T(2.0), T(-3.0)};
    const auto before = values;
    const std::span<T> all(values);
    CHECK_THROWS_AS(function(all, all.first(2)), std::invalid_argument);
    CHECK_THROWS_AS(function(all.first(2), all.last(2)), std::invalid_argument);
    if (sizeof(T) > 1) {
      const auto bytes = std::as_writable_bytes(all).first(sizeof(T) + 1);
      CHECK_THROWS_AS(function.evaluate(DTypeTraits<T>::kDType, bytes, bytes),
                      std::invalid_argument);
    }
    CHECK(values == before);
  }
}

// One that has no table yet.
Function fresh(const Function& function) {
  return {function.activation(), function.parameters(), function.order()};
}

// A long array is looked up in a table, as short ones are once there have been many.
TEST_CASE_TEMPLATE("a value's result does not depend on how many there are", T, Float16, BFloat16,
                   Float8E4M3FN, Float8E5M2) {
  constexpr std::size_t kPatterns = std::size_t{1} << (8 * sizeof(T));
  std::vector<T> x(2 * kPatterns);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::bit_cast<T>(static_cast<BitsOf<T>>(i));
  const auto by_parts = [&](auto function) {
    constexpr std::size_t kPart = kPatterns / 32;
    std::vector<T> y(x.size());
    for (std::size_t i = 0; i < x.size(); i += kPart) {
      function()(std::span(x).subspan(i, kPart), std::span(y).subspan(i, kPart));
    }
    return y;
  };
  const auto bits = [](const std::vector<T>& y) {
    const auto* const first = reinterpret_cast<const BitsOf<T>*>(y.data());
    return std::vector<BitsOf<T>>(first, first + y.size());
  };
  const Function functions[] = {Function(row("relu")), Function(row("silu")),
                                Function(row("gelu"), {0}, 1), Function(row("leaky_relu"), {0.2}),
                                Function(row("hardshrink"), {0x1p-40})};  // which is not usual
  on_every_target([&] {
    for (const Function& each : functions) {
      CAPTURE(each.name());
      const auto alone = bits(by_parts([&] { return fresh(each); }));
      const Function function = fresh(each);
      CHECK(bits(by_parts([&]() -> const Function& { return function; })) == alone);
      CHECK(bits(by_parts([&] { return function; })) == alone);
      auto y = x;
      fresh(each)(y, y);
      CHECK(bits(y) == alone);
    }
  });
}

TEST_CASE("several threads share a function") {
  const Function tanh(row("tanh"));
  std::vector<Float16> x(1 << 15);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = Float16(0.001 * static_cast<double>(i));
  std::vector<Float16> expected(x.size());
  Function(row("tanh"))(x, expected);
  std::vector<std::vector<Float16>> results(4, std::vector<Float16>(x.size()));
  {
    std::vector<std::jthread> threads;
    for (auto& y : results) {
      threads.emplace_back([&x, &y, tanh] {
        for (int i = 0; i < 4; ++i) tanh(x, y);
      });
    }
  }
  for (const auto& y : results) CHECK(y == expected);
}

TEST_CASE("a copy equals its function, and so does another one like it") {
  Function silu(row("silu"));
  const Function copy = silu;
  const Function moved = std::move(silu);
  const std::vector<float> x = {1};
  std::vector<float> y(1);
  silu(x, y);  // NOLINT(bugprone-use-after-move): it is as it was
  CHECK(y[0] == 0.7310586F);
  CHECK(copy == moved);
  CHECK(copy == Function(row("silu")));
  CHECK(copy != copy.derivative(1));
}

// Where e^x is about 2^-900, what a formula gives in double-double is not trusted (kLeast).
TEST_CASE("float64 tails have the right power of two") {
  struct Tail {
    Function function;
    double x;
    double y;  // by MPFR
  };
  const Tail tails[] = {
      {Function(row("mish")).derivative(2), 0x1.363d19d2d6f7dp+8, -0x1.14da8fe70915ap-884},
      {Function(row("quick_gelu")), -0x1.6c46fe7ef2769p+8, -0x1.06d3a26b53a53p-886},
      {Function(row("celu"), {1.0 / 3}, 1), -0x1.9d55555555556p+7, 0x1.7168aae316a20p-895},
      {Function(row("squareplus")), -HUGE_VAL, 0.0},
      // x/2 is a tie, and what follows decides.
      {Function(row("silu")), 5e-324, 5e-324},
      {Function(row("swish"), {-1.0}), 5e-324, 0.0},
      {Function(row("swish"), {1e-300}), 1.5e-323, 1e-323},
      {Function(row("swish"), {-1e-300}), 1.5e-323, 5e-324},
      {Function(row("hardswish")), 5e-324, 5e-324},
      {Function(row("hardswish")), -5e-324, -0.0},
      {Function(row("hardswish")), -1.5e-323, -5e-324},
      {Function(row("hardswish")), -4.0, -0.0},
  };
  for (const Tail& tail : tails) {
    double computed = 0;
    tail.function(std::span(&tail.x, 1), std::span(&computed, 1));
    CAPTURE(tail.function.name());
    CHECK(computed == tail.y);
    CHECK(std::signbit(computed) == std::signbit(tail.y));
  }
}

TEST_CASE("an exact value rounds to the result of every dtype") {
  std::vector<double> x = {0.0, -0.0, HUGE_VAL, -HUGE_VAL, NAN, -1e-44, 1e-44};
  for (int i = -200; i < 200; ++i) x.push_back(static_cast<double>(static_cast<float>(i / 7.0)));
  for (const Function& f : functions_and_derivatives()) {
    CAPTURE(f.name());
    std::vector<ScaledSum> exact(x.size());
    f.evaluate_exactly(x, exact);
    const auto check = [&]<class T>(T) {
      std::vector<T> narrow;
      for (const double each : x) narrow.push_back(T(each));
      std::vector<T> y(x.size());
      f(narrow, y);
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (static_cast<double>(narrow[i]) != x[i]) continue;
        CAPTURE(x[i]);
        const auto rounded = static_cast<double>(round_to<T>(exact[i]));
        const auto result = static_cast<double>(y[i]);
        CHECK((rounded == result || (std::isnan(rounded) && std::isnan(result))));
        if (!std::isnan(result)) CHECK(std::signbit(rounded) == std::signbit(result));
      }
    };
    check(float());
    check(Float16());
  }
  std::vector<ScaledSum> fewer(1);
  CHECK_THROWS_AS(Function(row("silu")).evaluate_exactly(x, fewer), std::invalid_argument);
}

TEST_CASE("a threshold of 0 costs no more than another") {
  const Function softplus(row("softplus"), {0x1p-30, 0});
  const std::vector<float> x = {-1, 0, 1};
  std::vector<float> y(3);
  softplus(x, y);
  CHECK(y[2] == 1);
}

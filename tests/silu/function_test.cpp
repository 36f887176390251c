#include "silu/function.h"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <vector>

#include "functions.h"

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

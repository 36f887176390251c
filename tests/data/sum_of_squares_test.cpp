#include "data/sum_of_squares.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using silu::data::SumOfSquares;

namespace {

long double sum_of(const std::vector<double>& values) {
  SumOfSquares sum;
  for (const double value : values) sum.add(value);
  return sum.value();
}

}  // namespace

TEST_CASE("a sum of squares is exact") {
  CHECK(sum_of({}) == 0);
  CHECK(sum_of({3, -4}) == 25);
  CHECK(sum_of({0x1p-1074}) == 0x1p-2148L);
  CHECK(sum_of({std::numeric_limits<double>::max()}) ==
        0x1.fffffffffffffp1023L * 0x1.fffffffffffffp1023L);
  // What long double would lose beside 1 comes back when it has gathered.
  SumOfSquares sum;
  sum.add(1);
  for (int i = 0; i < 1 << 20; ++i) sum.add(0x1p-40);
  CHECK(sum.value() == 1 + 0x1p-60L);
}

TEST_CASE("a sum of squares is the same in every order and however it is put together") {
  std::mt19937_64 random(1);
  std::vector<double> values(1000);
  for (double& value : values) {
    value = std::ldexp(static_cast<double>(random()) - 0x1p63,
                       static_cast<int>(random() % 2000) - 1060);
  }
  SumOfSquares backward;
  for (auto value = values.rbegin(); value != values.rend(); ++value) backward.add(*value);
  SumOfSquares parts;
  for (std::size_t i = 0; i < values.size(); i += 7) {
    SumOfSquares part;
    for (std::size_t k = i; k < std::min(i + 7, values.size()); ++k) part.add(values[k]);
    parts.merge(part);
  }
  CHECK(sum_of(values) == backward.value());
  CHECK(sum_of(values) == parts.value());
}

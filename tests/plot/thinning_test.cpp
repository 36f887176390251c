#include "plot/thinning.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

using namespace silu;
using namespace silu::plot;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Rows {
  std::vector<double> x;
  std::vector<double> y;
};

// The figure of one curve, from chunks of so many rows.
Figure thinned(const Rows& rows, std::size_t chunk_rows = 1000) {
  Thinning thinning(DType::kFloat64, {{"f", "F"}});
  for (std::size_t first = 0; first < rows.x.size(); first += chunk_rows) {
    const std::size_t last = std::min(first + chunk_rows, rows.x.size());
    const auto part = [&](const std::vector<double>& values) {
      return std::vector<double>(values.begin() + static_cast<std::ptrdiff_t>(first),
                                 values.begin() + static_cast<std::ptrdiff_t>(last));
    };
    data::Columns<double> columns;
    columns.x.own() = part(rows.x);
    columns.functions = {part(rows.y)};
    thinning.add(columns);
  }
  return thinning.figure();
}

Rows evenly_spaced(std::size_t count, double low, double high) {
  Rows rows;
  for (std::size_t i = 0; i < count; ++i) {
    rows.x.push_back(low + (high - low) * static_cast<double>(i) / static_cast<double>(count - 1));
    rows.y.push_back(std::sin(rows.x.back()));
  }
  return rows;
}

Rows shuffled(const Rows& rows) {
  std::vector<std::size_t> order(rows.x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937(7));
  Rows result;
  for (const std::size_t row : order) {
    result.x.push_back(rows.x[row]);
    result.y.push_back(rows.y[row]);
  }
  return result;
}

bool has(const std::vector<double>& values, double value) {
  return std::ranges::count(values, value) > 0;
}

}  // namespace

TEST_CASE("a thousand rows stay as they are, in order of x") {
  const Rows rows = evenly_spaced(1024, -6, 6);
  for (const auto& given : {rows, shuffled(rows)}) {
    const Figure figure = thinned(given);
    CHECK(figure.x == rows.x);
    CHECK(figure.curves[0].y == rows.y);
  }
}

TEST_CASE("a million rows become few, and the ends and every extreme stay") {
  Rows rows = evenly_spaced(1'000'000, -1, 1000);
  rows.y[123'456] = 77;
  rows.y[123'457] = -88;
  rows.y[700'001] = 66;
  for (const auto& given : {rows, shuffled(rows)}) {
    const Figure figure = thinned(given);
    CHECK(figure.x.size() < 5000);
    CHECK(std::ranges::is_sorted(figure.x));
    CHECK(figure.x.front() == -1);
    CHECK(figure.x.back() == 1000);
    for (const double y : {77, -88, 66}) CHECK(has(figure.curves[0].y, y));
  }
}

TEST_CASE("each of 512 even parts keeps its lowest and its highest value") {
  Rows rows = evenly_spaced(300'000, 0, 1);
  std::mt19937 random(3);
  for (double& y : rows.y) y = static_cast<double>(random());
  const Figure figure = thinned(rows);
  for (int part = 0; part < 512; ++part) {
    const auto is_in_part = [&](double x) { return std::floor(x * 512) == part; };
    double lowest = kInfinity, highest = -kInfinity;
    for (std::size_t row = 0; row < rows.x.size(); ++row) {
      if (!is_in_part(rows.x[row])) continue;
      lowest = std::min(lowest, rows.y[row]);
      highest = std::max(highest, rows.y[row]);
    }
    CAPTURE(part);
    CHECK(has(figure.curves[0].y, lowest));
    CHECK(has(figure.curves[0].y, highest));
  }
}

TEST_CASE("the figure is the same however the rows are cut, and whatever their order") {
  const Rows rows = evenly_spaced(200'000, -3, 5);
  const Figure figure = thinned(rows, rows.x.size());
  for (const std::size_t chunk_rows : {1UL, 7UL, 65'536UL}) {
    CHECK(thinned(rows, chunk_rows).x == figure.x);
  }
  CHECK(thinned(shuffled(rows)).x == figure.x);
  Rows descending = rows;
  std::ranges::reverse(descending.x);
  std::ranges::reverse(descending.y);
  CHECK(thinned(descending).x == figure.x);
}

TEST_CASE("rows of the same x stay in the order in which they came") {
  Rows rows = {{1}, {0}};
  for (int i = 1; i <= 1000; ++i) {
    rows.x.push_back(0);
    rows.y.push_back(i * 7919 % 1009);
  }
  const Figure figure = thinned(rows);
  CHECK(figure.curves[0].y.front() == rows.y[1]);
  CHECK(figure.curves[0].y[figure.x.size() - 2] == rows.y[1000]);
}

TEST_CASE("a range that grows a millionfold is thinned as if it had been known") {
  Rows rows = evenly_spaced(100'000, 0, 1e-3);
  const Rows wide = evenly_spaced(100'000, 0, 1e3);
  rows.x.insert(rows.x.end(), wide.x.begin(), wide.x.end());
  rows.y.insert(rows.y.end(), wide.y.begin(), wide.y.end());
  const Figure figure = thinned(rows);
  CHECK(figure.x.size() < 5000);
  CHECK(figure.x == thinned(shuffled(rows)).x);
}

TEST_CASE("x that is not finite is left out, and a gap stays") {
  const Figure figure =
      thinned({{kNaN, 1, kInfinity, 2, 3, -kInfinity}, {1, 2, 3, kInfinity, 5, 6}});
  CHECK(figure.x == std::vector<double>{1, 2, 3});
  CHECK(runs(figure.curves[0]).size() == 2);

  Rows rows = evenly_spaced(300'000, 0, 1);
  rows.y[150'001] = kNaN;
  CHECK(runs(thinned(rows).curves[0]).size() == 2);
}

TEST_CASE("rows of any size") {
  for (const double size : {DBL_TRUE_MIN, 1e-300, 1.0, 1e300, DBL_MAX}) {
    CAPTURE(size);
    CHECK(thinned({{-size, size}, {0, 1}}).x == std::vector<double>{-size, size});
    CHECK(thinned({{size, size}, {1, 1}}).x == std::vector<double>{size, size});
  }
  CHECK(thinned({{0, 0, -0.0}, {1, 1, 1}}).x.size() == 2);
  CHECK(thinned({}).x.empty());
  const double next = std::nextafter(1e300, kInfinity);
  CHECK(thinned({{next, 1e300}, {1, 2}}).x == std::vector<double>{1e300, next});
}

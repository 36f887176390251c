#include "plot/figure.h"

#include <doctest/doctest.h>

#include <cfloat>
#include <limits>

using namespace silu;
using namespace silu::plot;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Figure figure_of(std::vector<double> x, std::vector<double> y) {
  return {.x = std::move(x), .curves = {{{"f", "F"}, std::move(y)}}};
}

}  // namespace

TEST_CASE("axes span what is finite, and have a width whatever they span") {
  const Figure figure = figure_of({-1, 0, 2}, {-kInfinity, 3, kNaN});
  CHECK(x_axis(figure).low == -1);
  CHECK(x_axis(figure).high == 2);
  CHECK(y_axis(figure).low == 1.5);
  CHECK(y_axis(figure).high == 4.5);
  CHECK(x_axis(figure_of({0}, {0})).low == -1);
  for (const double only : {-DBL_MAX, DBL_TRUE_MIN}) {
    const Axis axis = x_axis(figure_of({only}, {0}));
    CHECK(share(axis, only) == 0.5);
  }
}

TEST_CASE("shares of an axis are right where a difference of doubles overflows") {
  CHECK(share({-DBL_MAX, DBL_MAX}, 0) == 0.5);
  CHECK(share({0, DBL_TRUE_MIN}, DBL_TRUE_MIN) == 1);
}

TEST_CASE("runs are what lies between gaps") {
  const auto of = [](std::vector<double> y) {
    std::string text;
    for (const auto& [first, last] : runs({{"f", "F"}, std::move(y)})) {
      text += std::to_string(first) + "-" + std::to_string(last) + " ";
    }
    return text;
  };
  CHECK(of({1, 2, 3}) == "0-3 ");
  CHECK(of({kNaN, 1, kInfinity, -kInfinity, 2, 3}) == "1-2 4-6 ");
  CHECK(of({kNaN}).empty());
  CHECK(of({}).empty());
}

TEST_CASE("titles and numbers as people write them") {
  Figure figure = figure_of({0}, {0});
  CHECK(title(figure) == "F");
  figure.curves.push_back({{"g", "G"}, {0}});
  CHECK(title(figure) == "F and G");
  figure.curves.push_back({{"h", "H"}, {0}});
  CHECK(title(figure) == "F, G and H");
  CHECK(shortest(figure, static_cast<double>(0.7310586F)) == "0.7310586");
  figure.dtype = DType::kFloat64;
  CHECK(shortest(figure, 0.1) == "0.1");
}

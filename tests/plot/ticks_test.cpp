#include "plot/ticks.h"

#include <doctest/doctest.h>

#include <cfloat>
#include <cmath>

using namespace silu::plot;

namespace {

std::string labels(const Axis& axis, int most) {
  std::string text;
  for (const Tick& tick : ticks(axis, most)) text += (text.empty() ? "" : " ") + tick.label;
  return text;
}

}  // namespace

TEST_CASE("ticks are round, and as many as there may be") {
  CHECK(labels({-6, 6}, 13) == "-6 -5 -4 -3 -2 -1 0 1 2 3 4 5 6");
  CHECK(labels({-6, 6}, 12) == "-6 -4 -2 0 2 4 6");
  CHECK(labels({-6, 6}, 6) == "-5 0 5");
  CHECK(labels({-0.278L, 6}, 7) == "0 1 2 3 4 5 6");
  CHECK(labels({0, 1}, 6) == "0.0 0.2 0.4 0.6 0.8 1.0");
  CHECK(labels({0, 1}, 5) == "0.0 0.5 1.0");
  CHECK(labels({990, 3010}, 5) == "1000 1500 2000 2500 3000");
}

TEST_CASE("a float's rounding of an end costs no tick") {
  CHECK(labels({-0.3F, 0.3F}, 7) == "-0.3 -0.2 -0.1 0.0 0.1 0.2 0.3");
  CHECK(labels({-0.7F, 0.7F}, 15).starts_with("-0.7 "));
}

TEST_CASE("labels are exact, however large, small or close the ticks") {
  CHECK(labels({0, 1e-300L}, 3) == "0 5e-301 1e-300");
  CHECK(labels({0, 4.94e-324L}, 5) == "0 1e-324 2e-324 3e-324 4e-324");
  CHECK(labels({-1.5e300L, 1.5e300L}, 7) == "-1.5e300 -1e300 -5e299 0 5e299 1e300 1.5e300");
  CHECK(labels({-DBL_MAX, DBL_MAX}, 4) == "-1e308 0 1e308");
  CHECK(labels({0, 1e6L}, 3) == "0 500000 1000000");
  CHECK(labels({0, 2e6L}, 3) == "0 1e6 2e6");
  CHECK(labels({1e9L, 1e9L + 1e-3L}, 3) == "1e9 1.0000000000005e9 1.000000000001e9");
  CHECK(labels({0, 4e-4L}, 5) == "0.0000 0.0001 0.0002 0.0003 0.0004");
  CHECK(labels({0, 4e-5L}, 5) == "0 1e-5 2e-5 3e-5 4e-5");
  CHECK(labels({1, std::nextafter(1, 2)}, 3) ==
        "1.0000000000000000 1.0000000000000001 1.0000000000000002");
}

TEST_CASE("ticks lie where their labels say") {
  for (const Tick& tick : ticks({-6, 6}, 7)) CHECK(tick.value == std::stold(tick.label));
}

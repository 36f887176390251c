#include "silu/analysis.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <stdexcept>

#include "functions.h"

using namespace silu;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Analysis analyze(std::string_view name, const ParameterValues& parameters) {
  return analyze(Function(row(name), parameters));
}

Analysis analyze(std::string_view name) {
  return analyze(Function(row(name)));
}

// Those of the catalogue, and with parameters that make something else of them.
std::vector<Function> all() {
  auto functions = silu::functions();
  const auto add = [&](std::string_view name, const ParameterValues& parameters) {
    functions.emplace_back(row(name), parameters);
  };
  for (const double beta : {0.0, -1.5, 1e-30, 1e30, 1e300}) add("swish", {beta});
  for (const double slope : {0.0, -0.2, 1.0, 3.0}) add("leaky_relu", {slope});
  for (const double alpha : {0.0, -1.0, 1e10}) add("elu", {alpha});
  add("celu", {-1});
  for (const double beta : {-2.0, 0.3, 1e-20}) add("softplus", {beta, 20});
  add("softplus", {1, kInfinity});
  add("softplus", {1, -3});
  for (const double lambda : {0.0, 0.1, 1000.0}) {
    add("softshrink", {lambda});
    add("hardshrink", {lambda});
  }
  add("threshold", {0, 0});
  add("threshold", {1, 1});
  add("threshold", {-1e-300, 1e30});
  add("hardtanh", {-kInfinity, kInfinity});
  add("hardtanh", {1, 1 + 0x1p-52});
  add("hardtanh", {-3, kInfinity});
  for (const double b : {0.0, 1e-20, 1e20}) add("squareplus", {b});
  return functions;
}

// Places at all scales, and near kinks.
class Places {
 public:
  explicit Places(const Function& function) : kinks_(kinks_of(function)) {}

  double operator()() {
    const auto choice = random_() % 4;
    if (choice == 0 && !kinks_.empty()) {
      const double kink = kinks_[random_() % kinks_.size()];
      return kink + std::ldexp(uniform_(random_), -static_cast<int>(random_() % 60));
    }
    if (choice == 1) return std::ldexp(uniform_(random_), static_cast<int>(random_() % 600) - 300);
    return 16 * uniform_(random_);
  }

 private:
  std::vector<double> kinks_;
  std::mt19937_64 random_;
  std::uniform_real_distribution<double> uniform_{-1, 1};
};

constexpr int kPlaces = 20000;

std::vector<double> some_places(const Function& f, int count) {
  Places places(f);
  std::vector<double> x(static_cast<std::size_t>(count));
  std::ranges::generate(x, places);
  return x;
}

bool is_point(const Interval& where) {
  return where.low == where.high;
}

// A place within it, near an end that is infinite.
double middle(const Interval& where) {
  if (std::isinf(where.low)) return std::isinf(where.high) ? 0 : where.high - 1;
  return std::isinf(where.high) ? where.low + 1 : where.low + (where.high - where.low) / 2;
}

// Where a function curves, rounding hides what happens along a shorter step; next to a jump,
// a longer one may lead to where its slope has made up for that.
double step_at(double x) {
  return std::max(std::abs(x), std::numeric_limits<double>::min()) * 1e-6;
}
double kink_step_at(double x) {
  return std::max(std::abs(x), std::numeric_limits<double>::min()) * 1e-12;
}

bool is_kink(const Function& f, double x) {
  return std::ranges::count(kinks_of(f), x) > 0;
}

}  // namespace

// With W(1/e) = 0.27846454276107379510935873902..., Lambert's function, the minimum of SiLU is
// -W(1/e) at -1 - W(1/e). Its inflection points solve x tanh(x / 2) = 2.
TEST_CASE("SiLU") {
  const auto silu = analyze("silu");
  CHECK(silu.zeros == std::vector<Interval>{{0, 0}});
  REQUIRE(silu.extrema.size() == 1);
  CHECK(silu.extrema[0].is_minimum);
  CHECK(silu.extrema[0].is_global);
  CHECK(silu.extrema[0].where.low == -1.27846454276107379510935873902);
  CHECK(silu.extrema[0].where.high == silu.extrema[0].where.low);
  CHECK(silu.extrema[0].value == -0.27846454276107379510935873902);
  const auto inflection = 2.39935728051546766783273969728;
  CHECK(silu.inflection_points == std::vector{-inflection, inflection});
  CHECK(silu.lowest.value == silu.extrema[0].value);
  CHECK(silu.lowest.is_reached);
  CHECK(silu.highest.value == kInfinity);
  CHECK_FALSE(silu.highest.is_reached);
  CHECK(silu.left.limit == 0);
  CHECK(silu.right.limit == kInfinity);
  REQUIRE(silu.right.asymptote);
  CHECK(silu.right.asymptote->slope == 1);
  CHECK(silu.right.asymptote->intercept == 0);
  CHECK(silu.lipschitz_constant == 1.09983932012886691695818492432);
  CHECK(silu.monotonicity == Monotonicity::kNone);
  CHECK(silu.kinks.empty());
}

// Swish(x) = SiLU(beta x) / beta.
TEST_CASE("Swish is SiLU on another scale") {
  const auto silu = analyze("silu");
  for (const double beta : {2.0, -0.25, 0x1p-100, 0x1p100}) {
    CAPTURE(beta);
    const auto swish = analyze("swish", {beta});
    REQUIRE(swish.extrema.size() == 1);
    CHECK(swish.extrema[0].is_minimum == (beta > 0));
    CHECK(swish.extrema[0].where.low == silu.extrema[0].where.low / beta);
    CHECK(swish.extrema[0].value == silu.extrema[0].value / beta);
    REQUIRE(swish.inflection_points.size() == 2);
    CHECK(swish.inflection_points[1] == silu.inflection_points[1] / std::abs(beta));
    CHECK(swish.lipschitz_constant == silu.lipschitz_constant);
    const auto& rising = beta > 0 ? swish.right : swish.left;
    REQUIRE(rising.asymptote);
    CHECK(rising.asymptote->slope == 1);
    CHECK(rising.asymptote->intercept == 0);
  }
}

TEST_CASE("flat pieces are intervals") {
  const auto relu = analyze("relu");
  CHECK(relu.zeros == std::vector<Interval>{{-kInfinity, 0}});
  REQUIRE(relu.extrema.size() == 1);
  CHECK(relu.extrema[0].is_minimum);
  CHECK(relu.extrema[0].is_global);
  CHECK(relu.extrema[0].where == Interval{-kInfinity, 0});
  CHECK(relu.extrema[0].value == 0);
  CHECK(relu.inflection_points.empty());
  CHECK(relu.lowest.is_reached);
  CHECK(relu.lipschitz_constant == 1);
  CHECK(relu.monotonicity == Monotonicity::kNonDecreasing);
  REQUIRE(relu.kinks.size() == 1);
  CHECK(relu.kinks[0].x == 0);
  CHECK(relu.kinks[0].order == 1);
  CHECK(relu.kinks[0].left == 0);
  CHECK(relu.kinks[0].right == 1);
  CHECK(relu.kinks[0].value == 0);

  const auto hardtanh = analyze("hardtanh", {-2, 3});
  REQUIRE(hardtanh.extrema.size() == 2);
  CHECK(hardtanh.extrema[0].where == Interval{-kInfinity, -2});
  CHECK(hardtanh.extrema[1].where == Interval{3, kInfinity});
  CHECK_FALSE(hardtanh.extrema[1].is_minimum);
  CHECK(hardtanh.highest.value == 3);
  CHECK(hardtanh.highest.is_reached);

  const auto softshrink = analyze("softshrink", {0.1});
  CHECK(softshrink.zeros == std::vector<Interval>{{-0.1, 0.1}});
  CHECK(softshrink.extrema.empty());
  REQUIRE(softshrink.left.asymptote);
  CHECK(softshrink.left.asymptote->slope == 1);
  CHECK(softshrink.left.asymptote->intercept == 0.1);

  CHECK(analyze("hardswish").zeros == std::vector<Interval>{{-kInfinity, -3}, {0, 0}});
  CHECK(analyze("hardswish").extrema[0].where == Interval{-kInfinity, -3});
  CHECK_FALSE(analyze("hardswish").extrema[0].is_global);
}

TEST_CASE("what a function only tends to is not reached, however near it comes") {
  for (const auto* name : {"sigmoid", "tanh", "softsign"}) {
    CAPTURE(name);
    const auto analysis = analyze(name);
    CHECK(analysis.highest.value == 1);
    CHECK_FALSE(analysis.highest.is_reached);
    CHECK_FALSE(analysis.lowest.is_reached);
    CHECK(analysis.monotonicity == Monotonicity::kIncreasing);
    CHECK(analysis.inflection_points == std::vector{0.0});
    CHECK(analysis.extrema.empty());
  }
  CHECK(analyze("sigmoid").lipschitz_constant == 0.25);
  CHECK(analyze("sigmoid").zeros.empty());
  CHECK(analyze("exponential").zeros.empty());
  CHECK(analyze("identity").zeros == std::vector<Interval>{{0, 0}});
  CHECK(analyze("identity").extrema.empty());
  CHECK(analyze("identity").lipschitz_constant == 1);
  CHECK(analyze("identity").monotonicity == Monotonicity::kIncreasing);
  CHECK(analyze("exponential").lipschitz_constant == kInfinity);
  CHECK_FALSE(analyze("exponential").right.asymptote);
}

TEST_CASE("a jump leaves no Lipschitz constant") {
  const double fall = std::log1p(std::exp(-5.0)) / 2;
  const auto softplus = analyze("softplus", {2, 5});
  REQUIRE(softplus.kinks.size() == 1);
  CHECK(softplus.kinks[0].order == 0);
  CHECK(softplus.kinks[0].left - softplus.kinks[0].right == doctest::Approx(fall).epsilon(1e-12));
  CHECK(softplus.lipschitz_constant == kInfinity);
  CHECK(softplus.steepest_slope == 1);
  CHECK(softplus.monotonicity == Monotonicity::kNone);
  CHECK(analyze("softplus", {1, kInfinity}).monotonicity == Monotonicity::kIncreasing);
  CHECK(analyze("softplus", {1, kInfinity}).lipschitz_constant == 1);

  const auto threshold = analyze("threshold", {0.1, 20});
  CHECK(threshold.lowest.value == 0.1);
  CHECK_FALSE(threshold.lowest.is_reached);
  REQUIRE(threshold.extrema.size() == 1);
  CHECK(threshold.extrema[0].where == Interval{-kInfinity, 0.1});
  CHECK_FALSE(threshold.extrema[0].is_global);
  CHECK(analyze("hardshrink").monotonicity == Monotonicity::kNonDecreasing);
}

// GELU' = Phi + x phi, GELU'' = (2 - x^2) phi. The other constants are roots found to 30 digits.
TEST_CASE("other curves with closed forms") {
  const auto gelu = analyze("gelu");
  constexpr double kRoot2 = std::numbers::sqrt2;
  CHECK(gelu.inflection_points == std::vector{-kRoot2, kRoot2});
  CHECK(gelu.extrema[0].where.low == -0.75179152469356445745790494678);
  CHECK(gelu.extrema[0].value == -0.169971207479903661693868470982);
  CHECK(gelu.lipschitz_constant == 1.12890414518515478634074444226);
  const auto mish = analyze("mish");
  CHECK(mish.extrema[0].where.low == -1.19243121451549521213758834042);
  CHECK(mish.extrema[0].value == -0.308843413017250406628760229042);
  CHECK(mish.inflection_points ==
        std::vector{-2.25637639636079312000574854395, 1.4905711794854284592944189082});
  CHECK(mish.lipschitz_constant == 1.08849816125172786122829362739);
  const auto hardswish = analyze("hardswish");
  CHECK(hardswish.extrema[1].where == Interval{-1.5, -1.5});
  CHECK(hardswish.extrema[1].value == -0.375);
  CHECK(hardswish.lipschitz_constant == 1.5);
  const auto tanhshrink = analyze("tanhshrink");
  CHECK(tanhshrink.right.asymptote->intercept == -1);
  CHECK(tanhshrink.left.asymptote->intercept == 1);
  CHECK(tanhshrink.monotonicity == Monotonicity::kIncreasing);
  for (const double b : {4.0, 1e20, 1e300}) {
    CAPTURE(b);
    REQUIRE(analyze("squareplus", {b}).right.asymptote);
    CHECK(analyze("squareplus", {b}).right.asymptote->intercept == 0);
  }
  CHECK(analyze("hardtanh", {-3, kInfinity}).right.asymptote->slope == 1);
  CHECK(analyze("leaky_relu", {-0.2}).extrema[0].where == Interval{0, 0});
  CHECK(analyze("leaky_relu", {-0.2}).lipschitz_constant == 1);
  CHECK(analyze("leaky_relu", {3}).lipschitz_constant == 3);
  CHECK(analyze("selu").kinks[0].left / analyze("selu").kinks[0].right ==
        doctest::Approx(1.6732632423543772).epsilon(1e-15));
}

TEST_CASE("with some parameters a kink is none") {
  CHECK(analyze("elu").kinks[0].order == 2);
  CHECK(analyze("elu", {0.5}).kinks[0].order == 1);
  CHECK(analyze("leaky_relu", {1}).kinks.empty());
  CHECK(analyze("hardshrink", {0}).kinks.empty());
  CHECK(analyze("threshold", {0, 0}).kinks[0].order == 1);
  CHECK(analyze("hardtanh", {-kInfinity, kInfinity}).kinks.empty());
}

TEST_CASE("a derivative is not analyzed") {
  CHECK_THROWS_AS(analyze(Function(row("silu")).derivative(1)), std::invalid_argument);
}

TEST_CASE("zeros are where the function is 0") {
  for (const Function& f : all()) {
    CAPTURE(f.name());
    const auto zeros = analyze(f).zeros;
    for (const Interval& zero : zeros) {
      const double x = middle(zero);
      CAPTURE(x);
      if (!is_point(zero)) {
        CHECK(precise(f, x) == 0);
        continue;
      }
      const double step = step_at(x);
      CHECK(std::abs(precise(f, x)) <= std::abs(precise(f.derivative(1), x)) * step * 1e-9L);
      CHECK((precise(f, x - step) != 0 || precise(f, x + step) != 0));
    }
    const auto places = some_places(f, kPlaces);
    const auto values = precise(f, places);
    for (std::size_t i = 0; i < places.size(); ++i) {
      const double x = places[i];
      const auto is_inside = [&](const Interval& each) { return each.low <= x && x <= each.high; };
      CAPTURE(x);
      if (std::ranges::any_of(zeros, is_inside)) {
        REQUIRE(values[i] == 0);
      } else if (std::abs(x) < 30 && std::abs(f.parameters()[0]) < 1e10) {  // no underflow
        REQUIRE(values[i] != 0);
      }
    }
  }
}

TEST_CASE("around an extremum the function is higher or lower") {
  for (const Function& f : all()) {
    CAPTURE(f.name());
    for (const Extremum& extremum : analyze(f).extrema) {
      const double x = is_point(extremum.where) ? extremum.where.low : middle(extremum.where);
      CAPTURE(x);
      CHECK(nearest(f, x) == extremum.value);
      const auto rises_from = [&](double from, double to) {
        const long double difference = precise(f, to) - precise(f, from);
        return extremum.is_minimum ? difference > 0 : difference < 0;
      };
      for (const double end : {extremum.where.low, extremum.where.high}) {
        if (std::isinf(end)) continue;
        const double size = is_kink(f, end) ? kink_step_at(end) : step_at(end);
        const double step = end == extremum.where.high ? size : -size;
        CHECK(rises_from(end, end + step));
        if (is_point(extremum.where)) CHECK(rises_from(end, end - step));
      }
      if (!is_point(extremum.where)) CHECK(precise(f.derivative(1), x) == 0);
    }
  }
}

TEST_CASE("at an inflection point the second derivative changes its sign") {
  for (const Function& f : all()) {
    CAPTURE(f.name());
    for (const double x : analyze(f).inflection_points) {
      CAPTURE(x);
      const auto second = f.derivative(2);
      CHECK(precise(second, x - step_at(x)) * precise(second, x + step_at(x)) < 0);
    }
  }
}

TEST_CASE("no value leaves the range, and no slope the steepest") {
  for (const Function& f : all()) {
    CAPTURE(f.name());
    const auto analysis = analyze(f);
    const auto x = some_places(f, kPlaces);
    std::vector<double> y(x.size());
    f(x, y);
    std::vector<double> slope(x.size());
    f.derivative(1)(x, slope);
    for (std::size_t i = 0; i < x.size(); ++i) {
      CAPTURE(x[i]);
      REQUIRE(y[i] >= analysis.lowest.value);
      REQUIRE(y[i] <= analysis.highest.value);
      REQUIRE(std::abs(slope[i]) <= analysis.steepest_slope);
    }
  }
}

TEST_CASE("Lipschitz's inequality and monotonicity hold for pairs") {
  for (const Function& f : all()) {
    CAPTURE(f.name());
    const auto analysis = analyze(f);
    const long double constant = analysis.lipschitz_constant;
    const auto places = some_places(f, 2 * kPlaces);
    const auto values = precise(f, places);
    for (std::size_t i = 0; i < places.size(); i += 2) {
      const std::size_t left = places[i] <= places[i + 1] ? i : i + 1;
      const std::size_t right = left == i ? i + 1 : i;
      const double a = places[left];
      const double b = places[right];
      CAPTURE(a);
      CAPTURE(b);
      const long double rise = values[right] - values[left];
      const long double rounding = 1e-18L * (std::abs(values[left]) + std::abs(values[right]));
      if (!std::isfinite(rise)) continue;
      if (a < b) REQUIRE(std::abs(rise) <= constant * (1 + 1e-15L) * (b - a) + rounding);
      switch (analysis.monotonicity) {
        case Monotonicity::kIncreasing:
        case Monotonicity::kNonDecreasing:
          REQUIRE(rise >= -rounding);
          break;
        case Monotonicity::kDecreasing:
        case Monotonicity::kNonIncreasing:
          REQUIRE(rise <= rounding);
          break;
        case Monotonicity::kConstant:
          REQUIRE(rise == 0);
          break;
        case Monotonicity::kNone:
          break;
      }
    }
  }
}

TEST_CASE("towards the infinities a function comes to its limit and its asymptote") {
  for (const Function& f : all()) {
    CAPTURE(f.name());
    const auto analysis = analyze(f);
    for (const int side : {-1, 1}) {
      const Tail& tail = side < 0 ? analysis.left : analysis.right;
      CAPTURE(side);
      const double far = side * 1e305;
      if (std::isfinite(tail.limit)) {
        CHECK(std::abs(precise(f, far) - tail.limit) <= 1e-15L * std::abs(tail.limit) + 1e-250L);
      } else {
        CHECK(precise(f, far) * tail.limit > 0);
      }
      if (!tail.asymptote) continue;
      const auto line = [&](double x) {
        return tail.asymptote->slope * x + tail.asymptote->intercept;
      };
      CHECK(std::abs(precise(f, far) - line(far)) <= 1e-15L * std::abs(line(far)) + 1e-250L);
    }
  }
}

// Halves each interval of a grid, on the side where more happens, until nothing is between.
TEST_CASE("the function and its derivatives jump nowhere but at the kinks") {
  for (const Function& function : all()) {
    const auto kinks = kinks_of(function);
    for (const int order : {0, 1, 2}) {
      const auto f = function.derivative(order);
      CAPTURE(f.name());
      for (double start = -32; start < 32; start += 0.25) {
        double low = start;
        double high = start + 0.25;
        const double size = std::abs(nearest(f, low)) + std::abs(nearest(f, high));
        for (auto middle = (low + high) / 2; low < middle && middle < high;
             middle = (low + high) / 2) {
          const bool go_left = std::abs(nearest(f, middle) - nearest(f, low)) >
                               std::abs(nearest(f, high) - nearest(f, middle));
          (go_left ? high : low) = middle;
        }
        const bool at_kink = std::ranges::any_of(kinks, [&](double each) {
          return std::abs(each - low) <= 1e-15 * std::abs(each) + 1e-300;
        });
        CAPTURE(low);
        if (!at_kink) REQUIRE(std::abs(nearest(f, high) - nearest(f, low)) <= 1e-9 * size + 1e-300);
      }
    }
  }
}

TEST_CASE("what is self-gated is x times a gate between 0 and 1") {
  for (const Function& f : all()) {
    if (!f.activation().self_gated) continue;
    CAPTURE(f.name());
    Places places(f);
    for (int i = 0; i < kPlaces; ++i) {
      const double x = places();
      CAPTURE(x);
      if (x == 0) continue;
      REQUIRE(precise(f, x) / x >= 0);
      REQUIRE(precise(f, x) / x <= 1);
    }
  }
}

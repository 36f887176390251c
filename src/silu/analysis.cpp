#include "silu/analysis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "silu/exact/double_double.h"
#include "silu/kernels/kernel_table.h"
#include "silu/scaled_sum.h"

namespace silu {
namespace {

// A value; places are doubles.
using Real = DoubleDouble;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kEpsilon = 0x1p-63;  // what values may be off, and more

// What is reported: -0 is 0.
double to_double(double x) {
  return x + 0.0;
}
double to_double(const Real& value) {
  return to_double(value.hi);
}

int sign(double value) {
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}

// The function or a derivative, from double to double-double.
class Curve {
 public:
  explicit Curve(const Function& function)
      : formula_(find_formula(function.activation(), function.order(), function.parameters())
                     .arguments) {}

  Real operator()(double x) const {
    const ScaledSum sum = evaluate(x);
    const double hi = round_once(sum);
    return {hi, std::isfinite(hi) ? std::ldexp(sum.lo, sum.exponent) : 0};
  }

  // Also of what is too small for a double.
  int sign(double x) const { return silu::sign(evaluate(x).hi); }
  std::vector<int> signs(const std::vector<double>& x) const {
    std::vector<ScaledSum> sums(x.size());
    formula_.widely(formula_.parameters, x.data(), sums.data(), x.size());
    std::vector<int> signs(x.size());
    std::ranges::transform(sums, signs.begin(),
                           [](const ScaledSum& each) { return silu::sign(each.hi); });
    return signs;
  }

 private:
  ScaledSum evaluate(double x) const {
    ScaledSum sum;
    formula_.widely(formula_.parameters, &x, &sum, 1);
    return sum;
  }

  FormulaArguments formula_;
};

// Where two smooth pieces meet.
struct Joint {
  double x;
  // To points on either side that belong to the neighbouring pieces for certain. A power of two, so
  // that they are doubles.
  double step;
  // Of the function and of both derivatives.
  std::array<Real, 3> left, right, at;
  std::array<double, 3> tolerance;

  bool jumps(std::size_t order) const {
    const auto differ = [&](Real a, Real b) { return !(abs(a - b).hi <= tolerance[order]); };
    const bool of_value = order == 0 && (differ(left[0], at[0]) || differ(at[0], right[0]));
    return of_value || differ(left[order], right[order]);
  }
};

// Between two joints or infinities, which are not part of it.
struct Piece {
  double low;
  double high;
  std::vector<double> points;
  std::array<std::vector<int>, 3> signs;  // at the points, by order

  bool is_flat() const {
    return std::ranges::all_of(signs[1], [](int each) { return each == 0; });
  }
};

// Where a sign changes, or where it is 0 between two signs.
struct Crossing {
  double x;
  int before;
  int after;
};

// Along the graph from left to right: a turning point, a flat piece, an end of a piece or the value
// at a joint. From one level to the next the function rises or falls.
struct Level {
  double low;
  double high;
  Real value;
  bool is_reached;  // or only tended to
};

// Dense where functions with parameters of a usual size have their features.
std::vector<double> make_grid() {
  std::vector<double> grid = {0};
  for (int exponent = -1022; exponent < 1024; ++exponent) {
    const int points = std::abs(exponent) <= 40 ? 32 : 4;
    for (int i = 0; i < points; ++i) {
      const double x = std::ldexp(1 + static_cast<double>(i) / points, exponent);
      grid.push_back(x);
      grid.push_back(-x);
    }
  }
  std::ranges::sort(grid);
  return grid;
}

// The double nearest to where the sign changes between two of the same sign or 0.
double bisect(const Curve& g, double low, double high) {
  const int sign_low = g.sign(low);
  while (true) {
    const double middle = low + (high - low) / 2;
    if (middle == low || middle == high) return abs(g(low)) < abs(g(high)) ? low : high;
    const int sign_middle = g.sign(middle);
    if (sign_middle == 0) return middle;
    (sign_middle == sign_low ? low : high) = middle;
  }
}

// What is 0 up to an end of the points is not seen: that is a piece of zeros.
std::vector<Crossing> crossings(const Curve& g, const std::vector<double>& points,
                                const std::vector<int>& signs) {
  std::vector<Crossing> result;
  std::optional<std::size_t> last;  // with a sign
  int last_sign = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const int now = signs[i];
    if (now == 0) continue;
    if (last && i - *last > 1) {
      result.push_back({points[*last + (i - *last) / 2], last_sign, now});
    } else if (last && now != last_sign) {
      result.push_back({bisect(g, points[*last], points[i]), last_sign, now});
    }
    last = i;
    last_sign = now;
  }
  return result;
}

// Those at which the sign is another than before.
std::vector<double> sign_changes(const Curve& g, const std::vector<double>& points,
                                 const std::vector<int>& signs) {
  std::vector<double> places;
  for (const Crossing& each : crossings(g, points, signs)) {
    if (each.before != each.after) places.push_back(each.x);
  }
  return places;
}

class Analyzer {
 public:
  explicit Analyzer(const Function& function)
      : orders_{Curve(function), Curve(function.derivative(1)), Curve(function.derivative(2))} {
    find_joints(function);
    cut_pieces();
  }

  Analysis analyze() const {
    Analysis result = {};
    result.zeros = zeros();
    const auto levels = this->levels();
    result.extrema = extrema(levels);
    result.lowest = bound(levels, [](Real a, Real b) { return a < b; });
    result.highest = bound(levels, [](Real a, Real b) { return a > b; });
    result.monotonicity = monotonicity(levels);
    result.left = tail(-1);
    result.right = tail(1);
    const auto bends = this->bends();
    result.inflection_points = inflection_points(bends);
    result.steepest_slope = steepest_slope(bends);
    result.kinks = kinks();
    const bool jumps =
        std::ranges::any_of(joints_, [](const Joint& each) { return each.jumps(0); });
    result.lipschitz_constant =
        jumps ? std::numeric_limits<double>::infinity() : result.steepest_slope;
    return result;
  }

 private:
  // The function and its derivatives.
  const Curve& f(std::size_t order = 0) const { return orders_[order]; }

  void find_joints(const Function& function) {
    const auto kinks = function.activation().kinks;
    if (kinks == nullptr) return;
    auto places = kinks(function.parameters());
    std::ranges::sort(places);
    places.erase(std::unique(places.begin(), places.end()), places.end());
    for (std::size_t i = 0; i < places.size(); ++i) {
      // Some units in the last place, as the kink may be rounded; next to none at 0, but with room
      // for the digits of values below it.
      double step = places[i] == 0 ? 0x1p-900 : std::max(std::abs(places[i]) * 0x1p-49, 0x1p-1060);
      const auto leave_room = [&](double low, double high) {
        if (!is_narrow(low, high)) step = std::min(step, (high - low) / 8);
      };
      if (i > 0) leave_room(places[i - 1], places[i]);
      if (i + 1 < places.size()) leave_room(places[i], places[i + 1]);
      joints_.push_back(make_joint(places[i], std::ldexp(1.0, std::ilogb(step))));
    }
    for (std::size_t i = 1; i < joints_.size(); ++i) {
      Joint& low = joints_[i - 1];
      Joint& high = joints_[i];
      if (!is_narrow(low.x, high.x)) continue;
      const Real slope = {(high.at[0] - low.at[0]).hi / (high.x - low.x), 0};
      low.right = {low.at[0], slope, Real{0, 0}};
      high.left = {high.at[0], slope, Real{0, 0}};
    }
  }

  // Whether there are too few doubles between two joints to tell what happens there. It counts as a
  // straight line.
  static bool is_narrow(double low, double high) {
    const double largest = std::max(std::abs(low), std::abs(high));
    return high - low < std::max(largest * 0x1p-48, 0x1p-1070);
  }

  Joint make_joint(double x, double step) const {
    Joint joint = {.x = x, .step = step, .left = {}, .right = {}, .at = {}, .tolerance = {}};
    for (std::size_t order = 3; order-- > 0;) {
      const auto& g = f(order);
      const Real left = g(x - step);
      const Real right = g(x + step);
      joint.left[order] = left + (left - g(x - 2 * step));
      joint.right[order] = right + (right - g(x + 2 * step));
      joint.at[order] = g(x);
      // The rounding of the values, and of what changes along a step.
      double size = std::max(std::abs(left.hi), std::abs(right.hi)) * 256 * kEpsilon;
      if (order < 2) size = std::max(size, std::abs(x) * joint.tolerance[order + 1]);
      joint.tolerance[order] = size;
    }
    return joint;
  }

  void cut_pieces() {
    static const std::vector<double> kGrid = make_grid();
    for (std::size_t i = 0; i <= joints_.size(); ++i) {
      Piece piece = {-kInfinity, kInfinity, {}, {}};
      auto& points = piece.points;
      if (i > 0) {
        piece.low = joints_[i - 1].x;
        points.push_back(piece.low + joints_[i - 1].step);
      }
      if (i < joints_.size()) {
        piece.high = joints_[i].x;
        points.push_back(piece.high - joints_[i].step);
      }
      if (is_narrow(piece.low, piece.high)) {
        pieces_.push_back(make_straight(joints_[i - 1], joints_[i]));
        continue;
      }
      if (points.size() == 2) add_even_points(points);
      std::ranges::copy_if(kGrid, std::back_inserter(points),
                           [&](double x) { return piece.low < x && x < piece.high; });
      std::ranges::sort(points);
      for (std::size_t order = 0; order < 3; ++order) piece.signs[order] = f(order).signs(points);
      pieces_.push_back(std::move(piece));
    }
  }

  static Piece make_straight(const Joint& low, const Joint& high) {
    Piece piece = {low.x, high.x, {low.x, high.x}, {}};
    for (std::size_t order = 0; order < 3; ++order) {
      for (const Real& each : {low.right[order], high.left[order]}) {
        piece.signs[order].push_back(sign(each.hi));
      }
    }
    return piece;
  }

  // Between the two there are, as the grid may have none there.
  static void add_even_points(std::vector<double>& points) {
    constexpr int kSteps = 64;
    const double low = points[0];
    const double high = points[1];
    for (int i = 1; i < kSteps; ++i) {
      points.push_back(low / kSteps * (kSteps - i) + high / kSteps * i);
    }
  }

  std::vector<Interval> zeros() const {
    std::vector<Interval> result;
    const auto add = [&](double low, double high) {
      if (!result.empty() && result.back().high == to_double(low)) {
        result.back().high = to_double(high);
      } else {
        result.push_back({to_double(low), to_double(high)});
      }
    };
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      const Piece& piece = pieces_[i];
      if (i > 0 && joints_[i - 1].at[0].hi == 0) add(piece.low, piece.low);
      if (piece.is_flat()) {
        if (piece.signs[0][0] == 0) add(piece.low, piece.high);
      } else {
        for (const Crossing& each : crossings(f(), piece.points, piece.signs[0])) {
          add(each.x, each.x);
        }
      }
    }
    return result;
  }

  std::vector<Level> levels() const {
    std::vector<Level> result;
    // What touches the level before and does not differ from it is part of it.
    const auto add = [&](const Level& level, double tolerance) {
      if (result.empty() || result.back().high != level.low ||
          !(abs(result.back().value - level.value).hi <= tolerance)) {
        return result.push_back(level);
      }
      Level& back = result.back();
      if (!back.is_reached) back.value = level.value;
      back.high = level.high;
      back.is_reached = back.is_reached || level.is_reached;
    };
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      const Piece& piece = pieces_[i];
      const Joint* before = i > 0 ? &joints_[i - 1] : nullptr;
      const Joint* after = i < joints_.size() ? &joints_[i] : nullptr;
      const double tolerance = before != nullptr ? before->tolerance[0] : 0;
      if (before != nullptr) add({piece.low, piece.low, before->at[0], true}, tolerance);
      if (piece.is_flat()) {
        add({piece.low, piece.high, f()(piece.points[0]), true}, tolerance);
      } else {
        const Real start = before != nullptr ? before->right[0] : f()(-kInfinity);
        const Real end = after != nullptr ? after->left[0] : f()(kInfinity);
        add({piece.low, piece.low, start, false}, tolerance);
        for (const double x : sign_changes(f(1), piece.points, piece.signs[1])) {
          add({x, x, f()(x), true}, 0);
        }
        add({piece.high, piece.high, end, false}, 0);
      }
      if (after != nullptr) {
        add({piece.high, piece.high, after->at[0], true}, after->tolerance[0]);
      }
    }
    return result;
  }

  static std::vector<Extremum> extrema(const std::vector<Level>& levels) {
    std::vector<Extremum> result;
    if (levels.size() < 2) return result;
    for (std::size_t i = 0; i < levels.size(); ++i) {
      const Level& level = levels[i];
      if (!level.is_reached) continue;
      for (const int side : {1, -1}) {
        const auto is_beyond = [&](const Level& other) {
          return side > 0 ? other.value > level.value : other.value < level.value;
        };
        if (i > 0 && !is_beyond(levels[i - 1])) continue;
        if (i + 1 < levels.size() && !is_beyond(levels[i + 1])) continue;
        const bool is_global = std::ranges::all_of(levels, [&](const Level& other) {
          return side * to_double(other.value) >= side * to_double(level.value);
        });
        result.push_back({.is_minimum = side > 0,
                          .is_global = is_global,
                          .where = {to_double(level.low), to_double(level.high)},
                          .value = to_double(level.value)});
      }
    }
    return result;
  }

  template <class Before>
  static Bound bound(const std::vector<Level>& levels, Before before) {
    const Real value = std::ranges::min_element(levels, before, &Level::value)->value;
    const bool is_reached = std::ranges::any_of(levels, [&](const Level& each) {
      return each.is_reached && to_double(each.value) == to_double(value);
    });
    return {to_double(value), is_reached};
  }

  static Monotonicity monotonicity(const std::vector<Level>& levels) {
    if (levels.size() < 2) return Monotonicity::kConstant;
    const bool has_flat_piece =
        std::ranges::any_of(levels, [](const Level& each) { return each.low < each.high; });
    const auto order = [](const Level& a, const Level& b) { return a.value < b.value; };
    if (std::ranges::is_sorted(levels, order)) {
      return has_flat_piece ? Monotonicity::kNonDecreasing : Monotonicity::kIncreasing;
    }
    if (std::is_sorted(levels.rbegin(), levels.rend(), order)) {
      return has_flat_piece ? Monotonicity::kNonIncreasing : Monotonicity::kDecreasing;
    }
    return Monotonicity::kNone;
  }

  Tail tail(int side) const { return {to_double(f()(side * kInfinity)), asymptote(side)}; }

  // f(x) - slope x is extrapolated from x and 2x, which leaves nothing of a term in 1/x, until it
  // changes by no more than its rounding.
  std::optional<Line> asymptote(int side) const {
    const double limit = to_double(f()(side * kInfinity));
    if (std::isfinite(limit)) return Line{0, limit};
    const Real slope = f(1)(side * kInfinity);
    if (!std::isfinite(slope.hi) || slope.hi == 0) return {};
    double x = side;
    for (const Joint& each : joints_) x = side * std::max(std::abs(x), 2 * std::abs(each.x));
    const auto intercept = [&](double at) {
      const auto rest = [&](double place) { return f()(place) - slope * Real{place, 0}; };
      const Real far = rest(2 * at);
      return far + (far - rest(at));
    };
    for (; std::abs(x) < std::numeric_limits<double>::max() / 4; x *= 2) {
      const Real found = intercept(x);
      const double error = 16 * kEpsilon * std::abs(slope.hi * x);
      if (std::abs(f()(x).hi) > 4 * std::abs(slope.hi * x)) continue;  // the curve hides the line
      if (!(abs(intercept(2 * x) - found).hi <= error)) continue;
      if (abs(found).hi <= 4 * error) return Line{to_double(slope), 0};
      if (error > 1e-6 * abs(found).hi) return {};
      return Line{to_double(slope), to_double(found)};
    }
    return {};
  }

  // Where the second derivative changes its sign within a piece.
  std::vector<double> bends() const {
    std::vector<double> result;
    for (const Piece& piece : pieces_) {
      std::ranges::copy(sign_changes(f(2), piece.points, piece.signs[2]),
                        std::back_inserter(result));
    }
    return result;
  }

  std::vector<double> inflection_points(const std::vector<double>& bends) const {
    std::vector<double> result(bends.size());
    std::ranges::transform(bends, result.begin(), [](double x) { return to_double(x); });
    for (const Joint& each : joints_) {
      if (each.jumps(0) || each.jumps(1)) continue;
      const int before = f(2).sign(each.x - each.step);
      const int after = f(2).sign(each.x + each.step);
      if (before * after < 0) result.push_back(to_double(each.x));
    }
    std::ranges::sort(result);
    return result;
  }

  double steepest_slope(const std::vector<double>& bends) const {
    const auto slope = [&](double x) { return std::abs(f(1)(x).hi); };
    double steepest = std::max(slope(-kInfinity), slope(kInfinity));
    for (const double x : bends) steepest = std::max(steepest, slope(x));
    for (const Joint& each : joints_) {
      steepest = std::max({steepest, std::abs(each.left[1].hi), std::abs(each.right[1].hi)});
    }
    return to_double(steepest);
  }

  // What the activation tells as one may be none with some parameters.
  std::vector<Kink> kinks() const {
    std::vector<Kink> result;
    for (const Joint& each : joints_) {
      for (std::size_t order = 0; order < 3; ++order) {
        if (!each.jumps(order)) continue;
        result.push_back({.x = to_double(each.x),
                          .order = static_cast<int>(order),
                          .left = to_double(each.left[order]),
                          .right = to_double(each.right[order]),
                          .value = to_double(each.at[order])});
        break;
      }
    }
    return result;
  }

  const std::array<Curve, 3> orders_;
  std::vector<Joint> joints_;
  std::vector<Piece> pieces_;
};

}  // namespace

std::string_view to_text(Monotonicity monotonicity) {
  switch (monotonicity) {
    case Monotonicity::kNone:
      return "none";
    case Monotonicity::kConstant:
      return "constant";
    case Monotonicity::kIncreasing:
      return "increasing";
    case Monotonicity::kNonDecreasing:
      return "non-decreasing";
    case Monotonicity::kDecreasing:
      return "decreasing";
    case Monotonicity::kNonIncreasing:
      return "non-increasing";
  }
  return {};
}

Analysis analyze(const Function& function) {
  if (function.order() != 0) throw std::invalid_argument("silu: cannot analyze a derivative");
  return Analyzer(function).analyze();
}

}  // namespace silu

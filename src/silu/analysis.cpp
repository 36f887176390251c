#include "silu/analysis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace silu {
namespace {

using Real = long double;
constexpr Real kInfinity = std::numeric_limits<Real>::infinity();
constexpr Real kEpsilon = std::numeric_limits<Real>::epsilon();

// A place as it is reported: -0 is 0.
double to_double(Real x) {
  return static_cast<double>(x) + 0.0;
}

int sign(Real value) {
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}

// Where two smooth pieces meet.
struct Joint {
  Real x;
  Real step;  // to points on either side that belong to the neighbouring pieces for certain
  // Of the function and of both derivatives.
  std::array<Real, 3> left, right, at;
  std::array<Real, 3> tolerance;

  bool jumps(std::size_t order) const {
    const auto differ = [&](Real a, Real b) { return !(std::abs(a - b) <= tolerance[order]); };
    const bool of_value = order == 0 && (differ(left[0], at[0]) || differ(at[0], right[0]));
    return of_value || differ(left[order], right[order]);
  }
};

// Between two joints or infinities, which are not part of it.
struct Piece {
  Real low;
  Real high;
  std::vector<Real> points;
};

// Where a sign changes, or where it is 0 between two signs.
struct Crossing {
  Real x;
  int before;
  int after;
};

// Along the graph from left to right: a turning point, a flat piece, an end of a piece or the value
// at a joint. From one level to the next the function rises or falls.
struct Level {
  Real low;
  Real high;
  Real value;
  bool is_reached;  // or only tended to
};

// Dense where functions with parameters of a usual size have their features.
std::vector<Real> make_grid() {
  std::vector<Real> grid = {0};
  for (int exponent = -1022; exponent < 1024; ++exponent) {
    const int points = std::abs(exponent) <= 40 ? 32 : 4;
    for (int i = 0; i < points; ++i) {
      const Real x = std::ldexp(1 + Real(i) / points, exponent);
      grid.push_back(x);
      grid.push_back(-x);
    }
  }
  std::ranges::sort(grid);
  return grid;
}

// Between two values of different signs.
Real bisect(const Function& g, Real low, Real high) {
  const int sign_low = sign(g(low));
  while (true) {
    const Real middle = low + (high - low) / 2;
    if (middle == low || middle == high) return middle;
    (sign(g(middle)) == sign_low ? low : high) = middle;
  }
}

// What is 0 up to an end of the points is not seen: that is underflow, or a piece of zeros.
std::vector<Crossing> crossings(const Function& g, const std::vector<Real>& points) {
  std::vector<Crossing> result;
  std::optional<std::size_t> last;  // with a sign
  int last_sign = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const int now = sign(g(points[i]));
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
std::vector<Real> sign_changes(const Function& g, const std::vector<Real>& points) {
  std::vector<Real> places;
  for (const Crossing& each : crossings(g, points)) {
    if (each.before != each.after) places.push_back(each.x);
  }
  return places;
}

class Analyzer {
 public:
  explicit Analyzer(const Function& function)
      : orders_{function, function.derivative(1), function.derivative(2)} {
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
  const Function& f(std::size_t order = 0) const { return orders_[order]; }

  void find_joints(const Function& function) {
    const auto kinks = function.activation().kinks;
    if (kinks == nullptr) return;
    auto places = kinks(function.parameters());
    std::ranges::sort(places);
    places.erase(std::unique(places.begin(), places.end()), places.end());
    for (std::size_t i = 0; i < places.size(); ++i) {
      // Some units in the last place of a double, as the kink may be rounded; near 0, next to none.
      Real step = std::max(8 * std::abs(Real(places[i])) * std::numeric_limits<double>::epsilon(),
                           std::ldexp(Real(1), -1060));
      if (i > 0) step = std::min(step, (Real(places[i]) - places[i - 1]) / 8);
      if (i + 1 < places.size()) step = std::min(step, (Real(places[i + 1]) - places[i]) / 8);
      joints_.push_back(make_joint(places[i], step));
    }
  }

  Joint make_joint(Real x, Real step) const {
    Joint joint = {.x = x, .step = step, .left = {}, .right = {}, .at = {}, .tolerance = {}};
    for (std::size_t order = 3; order-- > 0;) {
      const auto& g = f(order);
      joint.left[order] = 2 * g(x - step) - g(x - 2 * step);
      joint.right[order] = 2 * g(x + step) - g(x + 2 * step);
      joint.at[order] = g(x);
      // The rounding of the values, and of what changes along a step.
      Real size = std::max(std::abs(g(x - step)), std::abs(g(x + step))) * 256 * kEpsilon;
      if (order < 2) size = std::max(size, std::abs(x) * joint.tolerance[order + 1]);
      joint.tolerance[order] = size;
    }
    return joint;
  }

  void cut_pieces() {
    static const std::vector<Real> kGrid = make_grid();
    for (std::size_t i = 0; i <= joints_.size(); ++i) {
      Piece piece = {-kInfinity, kInfinity, {}};
      auto& points = piece.points;
      if (i > 0) {
        piece.low = joints_[i - 1].x;
        points.push_back(piece.low + joints_[i - 1].step);
      }
      if (i < joints_.size()) {
        piece.high = joints_[i].x;
        points.push_back(piece.high - joints_[i].step);
      }
      if (points.size() == 2) add_even_points(points);
      std::ranges::copy_if(kGrid, std::back_inserter(points),
                           [&](Real x) { return piece.low < x && x < piece.high; });
      std::ranges::sort(points);
      pieces_.push_back(std::move(piece));
    }
  }

  // Between the two there are, as the grid may have none there.
  static void add_even_points(std::vector<Real>& points) {
    constexpr int kSteps = 64;
    const Real low = points[0];
    const Real width = points[1] - low;
    for (int i = 1; i < kSteps; ++i) points.push_back(low + width * i / kSteps);
  }

  bool is_flat(const Piece& piece) const {
    return std::ranges::all_of(piece.points, [&](Real x) { return f(1)(x) == 0; });
  }

  std::vector<Interval> zeros() const {
    std::vector<Interval> result;
    const auto add = [&](Real low, Real high) {
      if (!result.empty() && result.back().high == to_double(low)) {
        result.back().high = to_double(high);
      } else {
        result.push_back({to_double(low), to_double(high)});
      }
    };
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      const Piece& piece = pieces_[i];
      if (i > 0 && joints_[i - 1].at[0] == 0) add(piece.low, piece.low);
      if (is_flat(piece)) {
        if (f()(piece.points[0]) == 0) add(piece.low, piece.high);
      } else {
        for (const Crossing& each : crossings(f(), piece.points)) add(each.x, each.x);
      }
    }
    return result;
  }

  std::vector<Level> levels() const {
    std::vector<Level> result;
    // What touches the level before and does not differ from it is part of it.
    const auto add = [&](const Level& level, Real tolerance) {
      if (result.empty() || result.back().high != level.low ||
          !(std::abs(result.back().value - level.value) <= tolerance)) {
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
      const Real tolerance = before != nullptr ? before->tolerance[0] : 0;
      if (before != nullptr) add({piece.low, piece.low, before->at[0], true}, tolerance);
      if (is_flat(piece)) {
        add({piece.low, piece.high, f()(piece.points[0]), true}, tolerance);
      } else {
        const Real start = before != nullptr ? before->right[0] : f()(-kInfinity);
        const Real end = after != nullptr ? after->left[0] : f()(kInfinity);
        add({piece.low, piece.low, start, false}, tolerance);
        for (const Real x : sign_changes(f(1), piece.points)) add({x, x, f()(x), true}, 0);
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
          return side * other.value > side * level.value;
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
    const Real limit = f()(side * kInfinity);
    if (std::isfinite(limit)) return Line{0, to_double(limit)};
    const Real slope = f(1)(side * kInfinity);
    if (!std::isfinite(slope) || slope == 0) return {};
    Real x = side;
    for (const Joint& each : joints_) x = side * std::max(std::abs(x), 2 * std::abs(each.x));
    const auto intercept = [&](Real at) {
      const auto rest = [&](Real place) { return f()(place) - slope * place; };
      return 2 * rest(2 * at) - rest(at);
    };
    for (; std::abs(x) < std::numeric_limits<double>::max() / 4; x *= 2) {
      const Real found = intercept(x);
      const Real error = 16 * kEpsilon * std::abs(slope * x);
      if (std::abs(f()(x)) > 4 * std::abs(slope * x)) continue;  // the curve hides the line
      if (!(std::abs(intercept(2 * x) - found) <= error)) continue;
      if (std::abs(found) <= 4 * error) return Line{to_double(slope), 0};
      if (error > 1e-6L * std::abs(found)) return {};
      return Line{to_double(slope), to_double(found)};
    }
    return {};
  }

  // Where the second derivative changes its sign within a piece.
  std::vector<Real> bends() const {
    std::vector<Real> result;
    for (const Piece& piece : pieces_) {
      std::ranges::copy(sign_changes(f(2), piece.points), std::back_inserter(result));
    }
    return result;
  }

  std::vector<double> inflection_points(const std::vector<Real>& bends) const {
    std::vector<double> result(bends.size());
    std::ranges::transform(bends, result.begin(), to_double);
    for (const Joint& each : joints_) {
      if (each.jumps(0) || each.jumps(1)) continue;
      const int before = sign(f(2)(each.x - each.step));
      const int after = sign(f(2)(each.x + each.step));
      if (before * after < 0) result.push_back(to_double(each.x));
    }
    std::ranges::sort(result);
    return result;
  }

  double steepest_slope(const std::vector<Real>& bends) const {
    Real steepest = std::max(std::abs(f(1)(-kInfinity)), std::abs(f(1)(kInfinity)));
    for (const Real x : bends) steepest = std::max(steepest, std::abs(f(1)(x)));
    for (const Joint& each : joints_) {
      steepest = std::max({steepest, std::abs(each.left[1]), std::abs(each.right[1])});
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

  const std::array<Function, 3> orders_;
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

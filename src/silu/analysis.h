#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "silu/function.h"

namespace silu {

/// The places from low to high; a single one if they are equal. Either end may be infinite.
struct Interval {
  double low;
  double high;

  friend bool operator==(const Interval&, const Interval&) = default;
};

/// Where a function is lowest or highest among its neighbours: at a point, or all along a flat
/// piece, as ReLU is below 0.
struct Extremum {
  bool is_minimum;  ///< or a maximum
  bool is_global;   ///< nowhere is it lower, or higher
  Interval where;
  double value;
};

/// An end of a range: the greatest lower or the least upper bound.
struct Bound {
  double value;
  bool is_reached;  ///< false for what the function only tends to
};

/// y = slope x + intercept.
struct Line {
  double slope;
  double intercept;
};

/// What a function does towards one of the infinities.
struct Tail {
  double limit;
  std::optional<Line> asymptote;
};

/// A place where the function or a derivative jumps.
struct Kink {
  double x;
  int order;           ///< of what jumps: 0 is the function, 1 its first derivative, 2 its second
  double left, right;  ///< its limits from both sides
  double value;        ///< and what it is given there
};

enum class Monotonicity {
  kNone,
  kConstant,
  kIncreasing,
  kNonDecreasing,  ///< increasing, but for flat pieces
  kDecreasing,
  kNonIncreasing
};

/// "increasing", "non-decreasing", and "none".
std::string_view to_text(Monotonicity monotonicity);

/// What can be found out of a function by evaluating it; lists are in the order of x.
struct Analysis {
  std::vector<Interval> zeros;
  std::vector<Extremum> extrema;
  /// Where it turns from convex to concave or back, with one tangent.
  std::vector<double> inflection_points;
  Bound lowest, highest;
  Tail left, right;
  /// The largest |f'| where there is one, or what |f'| tends to; infinite if unbounded.
  double steepest_slope;
  /// The smallest L with |f(a) - f(b)| <= L |a - b| for all a and b: the steepest slope, or
  /// infinite if the function jumps.
  double lipschitz_constant;
  Monotonicity monotonicity;
  std::vector<Kink> kinks;  ///< none if it is smooth
};

/// Analyzes a function of order 0 from its values and those of its derivatives. Throws
/// std::invalid_argument for a derivative. It takes some 50 ms, and may be called from several
/// threads.
///
/// Method: the kinks that its activation tells divide the line into pieces on which the function is
/// smooth. On each, the function and its derivatives are evaluated in double-double at the ends and
/// on a grid over all normal doubles: 32 points from each power of 2 to the next where |x| is from
/// 2^-40 to 2^41, else 4. Where a sign changes between two points, bisection finds the place; it is
/// given as the nearest double, up to the error of the formula. A piece is flat if its derivative
/// is 0 at every point. One-sided limits at a kink are extrapolated, and limits at the infinities
/// are the function's values there.
///
/// It cannot see two changes of a sign between neighbours on the grid, which are 1/32 apart from 1
/// to 2 and further off in proportion; a zero off the grid that is touched and not crossed; and
/// a step of less than 1e-17 of the function's size, which is no jump. Between two kinks with fewer
/// than some 16 doubles between them, the function counts as straight. Nor does it look further
/// than doubles reach, as the minimum of swish(1e-310) lies.
Analysis analyze(const Function& function);

}  // namespace silu

#pragma once

#include <string>
#include <vector>

#include "data/writer.h"
#include "silu/dtype.h"

namespace silu::plot {

/// A function's values and what it is called.
struct Curve {
  data::ColumnName name;
  std::vector<double> y;  ///< a value for each x; what is not finite is a gap
};

/// What a picture shows: curves over the same x.
struct Figure {
  DType dtype = kDefaultDType;  ///< that of the numbers, which double holds exactly
  std::vector<double> x;        ///< finite, ascending
  std::vector<Curve> curves;
};

/// What an axis spans. long double has room for the distance of any two doubles, for margins
/// around them and for fractions of the smallest one.
struct Axis {
  long double low;
  long double high;
};

/// From the lowest x to the highest; wider than that if they are the same. There must be an x.
Axis x_axis(const Figure& figure);

/// The same of all finite values. There must be one.
Axis y_axis(const Figure& figure);

/// Whether there is anything to draw: a finite value.
bool is_empty(const Figure& figure);

/// Where a value lies on an axis: 0 at its low end, 1 at its high end.
inline double share(const Axis& axis, long double value) {
  return static_cast<double>((value - axis.low) / (axis.high - axis.low));
}

/// A part of a curve without a gap: its points from first up to last, which is not one of them.
struct Run {
  std::size_t first;
  std::size_t last;
};

/// The parts of a curve, in order.
std::vector<Run> runs(const Curve& curve);

/// "SiLU, ReLU and Sigmoid"
std::string title(const Figure& figure);

/// The shortest text that reads back as the same number of the figure's dtype: "0.7310586".
std::string shortest(const Figure& figure, double value);

}  // namespace silu::plot

#pragma once

#include <string>
#include <vector>

#include "plot/figure.h"

namespace silu::plot {

/// A mark on an axis.
struct Tick {
  long double value;
  std::string label;  ///< "-2", "0.5", "1e-300": exact, the same decimals on all ticks of an axis
};

/// The ticks of an axis: as many multiples of 1, 2 or 5 times a power of ten as lie in it, and at
/// most so many. There may be none if `most` is less than 4.
std::vector<Tick> ticks(const Axis& axis, int most);

}  // namespace silu::plot

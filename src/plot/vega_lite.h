#pragma once

#include <string>

#include "plot/figure.h"

namespace silu::plot {

/// The figure as a Vega-Lite specification, version 5, with its data inside: a row a point, of
/// `x`, `function` and `y`, which is null in a gap.
std::string draw_vega_lite(const Figure& figure);

}  // namespace silu::plot

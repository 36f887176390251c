#pragma once

#include <string>

#include "plot/figure.h"

namespace silu::plot {

/// The figure as a page that fetches nothing: the SVG, a cursor that reads the values at an x by
/// mouse, touch or keys, buttons that switch curves off, and a table of some rows.
std::string draw_html(const Figure& figure);

}  // namespace silu::plot

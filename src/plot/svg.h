#pragma once

#include <string>
#include <string_view>

#include "plot/figure.h"

namespace silu::plot {

/// Where in an SVG the curves are drawn, in pixels.
struct Layout {
  Axis x;
  Axis y;
  int left, top, width, height;  ///< of the plot
  int page_width, page_height;

  double right() const { return left + width; }
  double bottom() const { return top + height; }
  double across(long double value) const { return left + share(x, value) * width; }
  double down(long double value) const { return bottom() - share(y, value) * height; }
};

Layout lay_out(const Figure& figure);

/// The figure as an SVG document, light or dark as the viewer prefers, the same bytes for the same
/// figure. A curve and its entry of the legend are a group of the classes `curve` and `c0`, `c1`...
std::string draw_svg(const Figure& figure);

/// A text as XML and HTML have it, with <, > and & as entities.
std::string escape(std::string_view text);

}  // namespace silu::plot

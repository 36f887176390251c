#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace silu::plot {

/// How a curve's line looks on white, and on black.
struct LineStyle {
  std::string_view light;
  std::string_view dark;
  std::string_view dashes;  ///< lengths drawn and left out, in pixels; empty if unbroken
};

/// Okabe and Ito's colors, in the dark lighter ones of the same hue. On their backgrounds all have
/// a contrast of 3:1 and more, as WCAG 2 asks of graphics; any two of them are at least 15 apart in
/// CIELAB, also for those who see no red, no green or no blue (Machado et al. 2009).
inline constexpr struct {
  std::string_view light;
  std::string_view dark;
} kColors[] = {
    {"#0072b2", "#3d9be0"},  // blue
    {"#d55e00", "#f0803c"},  // vermilion
    {"#009e73", "#3fc49a"},  // green
    {"#cc79a7", "#e58fc0"},  // purple
    {"#333333", "#f2f2f2"},  // black
};
inline constexpr std::string_view kDashes[] = {"", "8 4", "2 2", "9 3 2 3"};

/// Five colors and four dashes: twenty curves differ from each other.
constexpr LineStyle line_style(std::size_t curve) {
  const auto& [light, dark] = kColors[curve % std::size(kColors)];
  return {light, dark, kDashes[curve % std::size(kDashes)]};
}

}  // namespace silu::plot

#include "plot/figure.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "text/number.h"

namespace silu::plot {
namespace {

// A single value stands in the middle of half of itself to either side.
Axis with_width(long double low, long double high) {
  if (low < high) return {low, high};
  const long double margin = low == 0 ? 1 : std::abs(low) / 2;
  return {low - margin, high + margin};
}

}  // namespace

Axis x_axis(const Figure& figure) {
  return with_width(figure.x.front(), figure.x.back());
}

Axis y_axis(const Figure& figure) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const Curve& curve : figure.curves) {
    for (const double y : curve.y) {
      if (!std::isfinite(y)) continue;
      low = std::min(low, y);
      high = std::max(high, y);
    }
  }
  return with_width(low, high);
}

bool is_empty(const Figure& figure) {
  return std::ranges::all_of(figure.curves, [](const Curve& curve) { return runs(curve).empty(); });
}

std::vector<Run> runs(const Curve& curve) {
  const auto finite = [](double y) { return std::isfinite(y); };
  std::vector<Run> result;
  for (auto last = curve.y.begin(); last != curve.y.end();) {
    const auto first = std::find_if(last, curve.y.end(), finite);
    last = std::find_if_not(first, curve.y.end(), finite);
    if (first == last) break;
    result.push_back({static_cast<std::size_t>(first - curve.y.begin()),
                      static_cast<std::size_t>(last - curve.y.begin())});
  }
  return result;
}

std::string title(const Figure& figure) {
  std::string text;
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    if (i > 0) text += i + 1 < figure.curves.size() ? ", " : " and ";
    text += figure.curves[i].name.title;
  }
  return text;
}

std::string shortest(const Figure& figure, double value) {
  return with_type(figure.dtype, [value]<class T>(std::type_identity<T>) -> std::string {
    char text[text::kNumberRoom];
    return {text, text::write_shortest(text, T(value))};
  });
}

}  // namespace silu::plot

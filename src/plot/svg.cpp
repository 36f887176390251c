#include "plot/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "plot/line_style.h"
#include "plot/ticks.h"

namespace silu::plot {
namespace {

constexpr int kPlotWidth = 560;
constexpr int kPlotHeight = 370;
constexpr int kTop = 36;
constexpr int kBottom = 56;
constexpr int kLetter = 9;  // the width of a letter, amply
constexpr int kEntryHeight = 20;
constexpr int kSampleBegin = 12;  // of an entry of the legend, from the plot's right edge
constexpr int kSampleEnd = 40;
constexpr int kEntryText = 47;

constexpr std::string_view kStyle = R"(
.plot { font: 14px Helvetica, Arial, sans-serif }
.plot .paper { fill: #fff }
.plot text { fill: #333 }
.plot path { fill: none }
.plot .grid { stroke: #e4e4e4 }
.plot .zero { stroke: #aaa }
.plot .axis { stroke: #333 }
.plot .symbol { font-style: italic }
.plot .line { stroke-width: 2; stroke-linejoin: round }
)";

constexpr std::string_view kDarkStyle = R"(.plot .paper { fill: #15181c }
.plot text { fill: #ddd }
.plot .grid { stroke: #2b3036 }
.plot .zero { stroke: #666 }
.plot .axis { stroke: #ccc }
)";

std::string colors(const Figure& figure, std::string_view LineStyle::*color) {
  std::string css;
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    const auto value = line_style(i).*color;
    css += fmt::format(".c{0} .line {{ stroke: {1} }} .c{0} .point {{ fill: {1} }}\n", i, value);
  }
  return css;
}

std::string style(const Figure& figure) {
  std::string dashes;
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    const auto lengths = line_style(i).dashes;
    if (!lengths.empty()) {
      dashes += fmt::format(".c{} .line {{ stroke-dasharray: {} }}\n", i, lengths);
    }
  }
  return fmt::format("<style>{}{}{}@media (prefers-color-scheme: dark) {{\n{}{}}}\n</style>\n",
                     kStyle, colors(figure, &LineStyle::light), dashes, kDarkStyle,
                     colors(figure, &LineStyle::dark));
}

// A length in pixels, with no more decimals than it needs of two: "12.3", "-4".
std::string pixels(double value) {
  std::string text = fmt::format("{:.2f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

struct Place {
  double x;
  double y;
};

// How far a place is from the line between two others.
double distance(const Place& from, const Place& a, const Place& b) {
  const Place along{b.x - a.x, b.y - a.y};
  const double square = along.x * along.x + along.y * along.y;
  const double share = ((from.x - a.x) * along.x + (from.y - a.y) * along.y) / square;
  const double t = square > 0 ? std::clamp(share, 0.0, 1.0) : 0;
  return std::hypot(from.x - a.x - t * along.x, from.y - a.y - t * along.y);
}

// Appends the places but the last, without those that a line through the others comes so near to
// that no eye sees it: the way of Ramer, Douglas and Peucker.
void simplify(std::span<const Place> places, std::vector<Place>& result) {
  constexpr double kUnseen = 0.04;
  const auto distances = [&](const Place& place) {
    return distance(place, places.front(), places.back());
  };
  const auto farthest = std::ranges::max_element(places, {}, distances);
  if (distances(*farthest) <= kUnseen) return result.push_back(places.front());
  const auto before = static_cast<std::size_t>(farthest - places.begin());
  simplify(places.first(before + 1), result);
  simplify(places.subspan(before), result);
}

std::string path(std::string_view kind, const std::string& commands) {
  if (commands.empty()) return "";
  return fmt::format("<path class=\"{}\" d=\"{}\"/>\n", kind, commands);
}

// "M50 390.1 610 20", or a disc where all points are one.
std::string line(const std::vector<Place>& all) {
  std::vector<Place> places;
  simplify(all, places);
  places.push_back(all.back());
  std::string commands;
  for (const auto& [x, y] : places) {
    commands += fmt::format("{}{} {}", commands.empty() ? "M" : " ", pixels(x), pixels(y));
  }
  const auto [x, y] = all.front();
  if (places.size() == 2 && x == all.back().x && y == all.back().y) {
    return fmt::format("<circle class=\"point\" cx=\"{}\" cy=\"{}\" r=\"3\"/>\n", pixels(x),
                       pixels(y));
  }
  return path("line", commands);
}

// With the minus sign of typography.
std::string with_minus(const std::string& label) {
  std::string text;
  for (const char c : label) {
    if (c == '-') {
      text += "\u2212";
    } else {
      text += c;
    }
  }
  return text;
}

// "lowest -0.2785 at x = -1.28"
std::string extreme(const Figure& figure, const Curve& curve, std::string_view kind,
                    bool (*is_better)(double, double)) {
  std::size_t best = runs(curve).front().first;
  for (const auto& [first, last] : runs(curve)) {
    for (std::size_t row = first; row < last; ++row) {
      if (is_better(curve.y[row], curve.y[best])) best = row;
    }
  }
  return fmt::format("{} {:.4g} at x = {:.4g}", kind, curve.y[best], figure.x[best]);
}

std::string description(const Figure& figure) {
  std::string text =
      fmt::format("Line plot, x from {:.4g} to {:.4g}.", figure.x.front(), figure.x.back());
  for (const Curve& curve : figure.curves) {
    text += " " + curve.name.title + ": ";
    if (runs(curve).empty()) {
      text += "no finite value.";
      continue;
    }
    text += extreme(figure, curve, "lowest", [](double a, double b) { return a < b; }) + ", ";
    text += extreme(figure, curve, "highest", [](double a, double b) { return a > b; }) + ".";
  }
  return text;
}

std::size_t longest_label(const std::vector<Tick>& ticks) {
  std::size_t longest = 0;
  for (const Tick& tick : ticks) longest = std::max(longest, tick.label.size());
  return longest;
}

// As many as have room for their labels.
std::vector<Tick> x_ticks(const Axis& axis) {
  int most = 13;
  auto result = ticks(axis, most);
  while (most > 1 && result.size() * (longest_label(result) + 1) * kLetter > kPlotWidth) {
    result = ticks(axis, --most);
  }
  return result;
}

std::vector<Tick> y_ticks(const Axis& axis) {
  return ticks(axis, 9);
}

std::string axes(const Layout& layout) {
  std::string grid;
  std::string zero;
  std::string labels;
  std::string axis =
      fmt::format("M{} {}v{}h{}", layout.left, layout.top, layout.height, layout.width);
  for (const Tick& tick : x_ticks(layout.x)) {
    const auto x = pixels(layout.across(tick.value));
    grid += fmt::format("M{} {}v{}", x, layout.top, layout.height);
    axis += fmt::format("M{} {}v5", x, layout.bottom());
    if (tick.value == 0) zero += fmt::format("M{} {}v{}", x, layout.top, layout.height);
    labels += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", x,
                          layout.bottom() + 21, with_minus(tick.label));
  }
  for (const Tick& tick : y_ticks(layout.y)) {
    const auto y = pixels(layout.down(tick.value));
    grid += fmt::format("M{} {}h{}", layout.left, y, layout.width);
    axis += fmt::format("M{} {}h-5", layout.left, y);
    if (tick.value == 0) zero += fmt::format("M{} {}h{}", layout.left, y, layout.width);
    labels += fmt::format("<text x=\"{}\" y=\"{}\" dy=\".35em\" text-anchor=\"end\">{}</text>\n",
                          layout.left - 9, y, with_minus(tick.label));
  }
  return path("grid", grid) + path("zero", zero) + path("axis", axis) + labels;
}

std::string axis_names(const Figure& figure, const Layout& layout) {
  const auto name = figure.curves.size() == 1 ? figure.curves[0].name.title : "f";
  return fmt::format(
      "<text class=\"symbol\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">x</text>\n"
      "<text x=\"{}\" y=\"{}\"><tspan class=\"symbol\">{}</tspan>(<tspan "
      "class=\"symbol\">x</tspan>)"
      "</text>\n",
      layout.left + layout.width / 2, layout.bottom() + 44, layout.left - 9, layout.top - 14,
      escape(name));
}

// The heights of the legend's entries: each where its curve ends, moved as far as is needed for
// all to have room.
std::vector<double> entry_heights(const Figure& figure, const Layout& layout) {
  std::vector<double> heights;
  for (const Curve& curve : figure.curves) {
    const auto parts = runs(curve);
    heights.push_back(parts.empty() ? layout.bottom()
                                    : layout.down(curve.y[parts.back().last - 1]));
  }
  std::vector<std::size_t> order(heights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return heights[i]; });
  double lowest = layout.bottom() - kEntryHeight / 2.0 + kEntryHeight;
  for (auto i = order.rbegin(); i != order.rend(); ++i) {
    lowest = heights[*i] = std::min(heights[*i], lowest - kEntryHeight);
  }
  double highest = layout.top + kEntryHeight / 2.0 - kEntryHeight;
  for (const std::size_t i : order) {
    highest = heights[i] = std::max(heights[i], highest + kEntryHeight);
  }
  return heights;
}

std::string entry(const Curve& curve, const Layout& layout, double height) {
  const double right = layout.right();
  return line({{right + kSampleBegin, height}, {right + kSampleEnd, height}}) +
         fmt::format("<text x=\"{}\" y=\"{}\" dy=\".35em\">{}</text>\n", right + kEntryText,
                     pixels(height), escape(curve.name.title));
}

std::string curves(const Figure& figure, const Layout& layout) {
  const auto heights = entry_heights(figure, layout);
  std::string text;
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    const Curve& curve = figure.curves[i];
    text += fmt::format("<g class=\"curve c{}\">\n", i);
    for (const auto& [first, last] : runs(curve)) {
      std::vector<Place> places;
      for (std::size_t row = first; row < last; ++row) {
        places.push_back({layout.across(figure.x[row]), layout.down(curve.y[row])});
      }
      text += line(places);
    }
    text += entry(curve, layout, heights[i]) + "</g>\n";
  }
  return text;
}

// Room above and below, so that no curve runs along the edge.
Axis with_margins(const Axis& axis) {
  const long double margin = (axis.high - axis.low) / 25;
  return {axis.low - margin, axis.high + margin};
}

}  // namespace

Layout lay_out(const Figure& figure) {
  const Axis x = x_axis(figure);
  const Axis y = with_margins(y_axis(figure));
  std::size_t longest_title = 0;
  for (const Curve& curve : figure.curves) {
    longest_title = std::max(longest_title, curve.name.title.size());
  }
  const auto half_x_label = kLetter * static_cast<int>(longest_label(x_ticks(x))) / 2;
  const int left =
      std::max(16 + kLetter * static_cast<int>(longest_label(y_ticks(y))), half_x_label);
  const int right =
      std::max(kEntryText + kLetter * static_cast<int>(longest_title) + 8, half_x_label);
  const int height = std::max(kPlotHeight, kEntryHeight * static_cast<int>(figure.curves.size()));
  return {.x = x,
          .y = y,
          .left = left,
          .top = kTop,
          .width = kPlotWidth,
          .height = height,
          .page_width = left + kPlotWidth + right,
          .page_height = kTop + height + kBottom};
}

std::string draw_svg(const Figure& figure) {
  const Layout layout = lay_out(figure);
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" width=\"{0}\" "
             "height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"img\" "
             "aria-labelledby=\"plot-title plot-description\">\n"
             "<title id=\"plot-title\">{2}</title>\n<desc id=\"plot-description\">{3}</desc>\n",
             layout.page_width, layout.page_height, escape(title(figure)),
             escape(description(figure))) +
         style(figure) +
         fmt::format("<rect class=\"paper\" width=\"{}\" height=\"{}\"/>\n", layout.page_width,
                     layout.page_height) +
         axes(layout) + axis_names(figure, layout) + curves(figure, layout) + "</svg>\n";
}

std::string escape(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '&':
        result += "&amp;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

}  // namespace silu::plot

#include "plot/svg.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <iterator>
#include <limits>
#include <regex>
#include <sstream>

using namespace silu::plot;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// What each match of a pattern with one group has in it.
std::vector<std::string> all(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::vector<std::string> result;
  for (std::sregex_iterator match(text.begin(), text.end(), regex), end; match != end; ++match) {
    result.push_back((*match)[1]);
  }
  return result;
}

// The numbers of the first curve's line: x, y, x, y...
std::vector<double> first_line(const std::string& svg) {
  std::istringstream stream(all(svg, "class=\"line\" d=\"M([^\"]*)\"").at(0));
  return {std::istream_iterator<double>(stream), {}};
}

Figure relu() {
  Figure figure{.x = {}, .curves = {{{"relu", "ReLU"}, {}}}};
  for (int i = -50; i <= 50; ++i) {
    figure.x.push_back(i / 10.0);
    figure.curves[0].y.push_back(std::max(i / 10.0, 0.0));
  }
  return figure;
}

Figure with_titles(const std::vector<std::string>& titles) {
  Figure figure{.x = {0, 1}, .curves = {}};
  for (const auto& title : titles) figure.curves.push_back({{"f", title}, {0, 1}});
  return figure;
}

}  // namespace

TEST_CASE("a curve is drawn where the layout says, a straight part of it by two points") {
  const Layout layout = lay_out(relu());
  const auto line = first_line(draw_svg(relu()));
  REQUIRE(line.size() == 6);
  const double places[] = {layout.across(-5), layout.down(0),   layout.across(0),
                           layout.down(0),    layout.across(5), layout.down(5)};
  for (std::size_t i = 0; i < 6; ++i) CHECK(std::abs(line[i] - places[i]) <= 0.005);
  CHECK(layout.across(-5) == layout.left);
  CHECK(layout.across(5) == layout.right());
  CHECK(layout.down(5) > layout.top);
  CHECK(layout.down(0) < layout.bottom());
}

TEST_CASE("a curve with fewer points is nowhere a twentieth of a pixel from the whole") {
  Figure figure{.x = {}, .curves = {{{"f", "F"}, {}}}};
  for (int i = 0; i <= 1000; ++i) {
    figure.x.push_back(i);
    figure.curves[0].y.push_back(std::sin(i / 50.0) + (i % 100 == 0 ? 0.5 : 0));
  }
  const Layout layout = lay_out(figure);
  const auto line = first_line(draw_svg(figure));
  CHECK(line.size() < 1000);
  for (std::size_t row = 0; row < figure.x.size(); ++row) {
    const double x = layout.across(figure.x[row]);
    std::size_t i = 0;
    while (i + 4 < line.size() && line[i + 2] < x) i += 2;
    const double dx = line[i + 2] - line[i];
    const double dy = line[i + 3] - line[i + 1];
    const double off =
        (x - line[i]) * dy - (layout.down(figure.curves[0].y[row]) - line[i + 1]) * dx;
    CHECK(std::abs(off) / std::hypot(dx, dy) < 0.05);
  }
}

TEST_CASE("gaps part a curve, and a point alone is a disc") {
  const Figure figure{.x = {0, 1, 2, 3, 4, 5, 6},
                      .curves = {{{"f", "F"}, {0, 1, kNaN, 1, kNaN, 0, 1}}}};
  const std::string svg = draw_svg(figure);
  CHECK(all(svg, "class=\"line\" d=\"(M)").size() == 3);
  CHECK(all(svg, "<(circle)").size() == 1);
}

TEST_CASE("it says in words what it shows") {
  const std::string svg = draw_svg(relu());
  CHECK(all(svg, "<title id=\"plot-title\">([^<]*)</title>")[0] == "ReLU");
  CHECK(all(svg, "<desc id=\"plot-description\">([^<]*)</desc>")[0] ==
        "Line plot, x from -5 to 5. ReLU: lowest 0 at x = -5, highest 5 at x = 5.");
  CHECK(svg.find("role=\"img\" aria-labelledby=\"plot-title plot-description\"") !=
        std::string::npos);
  CHECK(draw_svg({.x = {0}, .curves = {{{"f", "F"}, {kNaN}}, {{"g", "G"}, {1}}}})
            .find("F: no finite value.") != std::string::npos);
}

TEST_CASE("titles are text, whatever is in them") {
  const std::string svg = draw_svg(with_titles({"<script>&", "g"}));
  CHECK(svg.find("<script>") == std::string::npos);
  CHECK(svg.find("&lt;script&gt;&amp;") != std::string::npos);
}

TEST_CASE("entries of the legend have room, and stay on the page") {
  const Figure figure = with_titles(std::vector<std::string>(40, "LeakyReLU(negative_slope=0.2)"));
  const Layout layout = lay_out(figure);
  CHECK(layout.page_width > layout.right() + 29 * 8);
  std::vector<double> heights;
  for (const auto& y : all(draw_svg(figure), "y=\"([0-9.]+)\" dy=\".35em\">LeakyReLU")) {
    heights.push_back(std::stod(y));
  }
  REQUIRE(heights.size() == 40);
  std::ranges::sort(heights);
  for (std::size_t i = 1; i < heights.size(); ++i) CHECK(heights[i] - heights[i - 1] >= 19.9);
  CHECK(heights.front() >= layout.top);
  CHECK(heights.back() <= layout.bottom());
}

TEST_CASE("twenty curves differ in color or dashes") {
  std::vector<std::string> titles;
  for (int i = 0; i < 20; ++i) titles.push_back(fmt::format("f{}", i));
  const std::string svg = draw_svg(with_titles(titles));
  const std::string light = svg.substr(0, svg.find("@media"));
  std::vector<std::string> looks;
  for (int i = 0; i < 20; ++i) {
    const auto dashes =
        all(light, fmt::format("\\.c{} \\.line \\{{ stroke-dasharray: ([^}}]*)", i));
    looks.push_back(all(light, fmt::format("\\.c{} \\.line \\{{ stroke: ([^ ]*)", i)).at(0) +
                    (dashes.empty() ? "" : dashes[0]));
  }
  std::ranges::sort(looks);
  CHECK(std::ranges::adjacent_find(looks) == looks.end());
}

TEST_CASE("every range is drawn within the page, its labels apart") {
  for (const auto& range : std::vector<Axis>{{-DBL_MAX, DBL_MAX},
                                             {0, DBL_TRUE_MIN},
                                             {-1e300, 1e300},
                                             {1, std::nextafter(1, 2)},
                                             {3, 3}}) {
    const auto low = static_cast<double>(range.low);
    const auto high = static_cast<double>(range.high);
    CAPTURE(low);
    const Figure figure{.x = {low, high}, .curves = {{{"f", "F"}, {low, high}}}};
    const Layout layout = lay_out(figure);
    const std::string svg = draw_svg(figure);
    CHECK(svg.find("nan") == std::string::npos);
    CHECK(svg.find("inf") == std::string::npos);
    double end = 0;
    for (const auto& label : all(svg, "<text (x=\"[^<]*text-anchor=\"middle\">[^<]*)<")) {
      const auto across = std::stod(all(label, "x=\"([^\"]*)\"")[0]);
      const auto text = all(label, ">(.*)")[0];
      if (text == "x") continue;
      CHECK(across - 7 * static_cast<double>(text.size()) / 2 > end);
      end = across + 7 * static_cast<double>(text.size()) / 2;
    }
    CHECK(end < layout.page_width);
  }
}

#include "plot/vega_lite.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>

#include "plot/line_style.h"

namespace silu::plot {
namespace {

using Json = nlohmann::ordered_json;

// "8 4" becomes [8, 4], and no dashes are those without gaps.
Json lengths(std::string_view dashes) {
  if (dashes.empty()) return {1, 0};
  Json result = Json::array();
  std::istringstream stream{std::string(dashes)};
  for (int length = 0; stream >> length;) result.push_back(length);
  return result;
}

// The scale that gives each curve its own of something.
template <class Choose>
Json scale(const Figure& figure, Choose choose) {
  Json domain = Json::array();
  Json range = Json::array();
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    domain.push_back(figure.curves[i].name.title);
    range.push_back(choose(line_style(i)));
  }
  return {{"domain", domain}, {"range", range}};
}

Json encoding(const Figure& figure) {
  const auto axis = [](std::string_view field) {
    return Json{{"field", field}, {"type", "quantitative"}, {"scale", {{"zero", false}}}};
  };
  const auto legend = [&](auto choose) {
    return Json{{"field", "function"},
                {"type", "nominal"},
                {"title", nullptr},
                {"scale", scale(figure, choose)}};
  };
  Json y = axis("y");
  y["title"] = figure.curves.size() == 1 ? figure.curves[0].name.title + "(x)" : "f(x)";
  return {{"x", axis("x")},
          {"y", y},
          {"color", legend([](const LineStyle& style) { return std::string(style.light); })},
          {"strokeDash", legend([](const LineStyle& style) { return lengths(style.dashes); })}};
}

// The rows of the data, a line each.
std::string rows(const Figure& figure) {
  std::string text;
  for (const Curve& curve : figure.curves) {
    const auto function = Json(curve.name.title).dump();
    for (std::size_t row = 0; row < figure.x.size(); ++row) {
      const double y = curve.y[row];
      text += fmt::format("{}\n      {{\"x\": {}, \"function\": {}, \"y\": {}}}",
                          text.empty() ? "" : ",", shortest(figure, figure.x[row]), function,
                          std::isfinite(y) ? shortest(figure, y) : "null");
    }
  }
  return text + "\n    ";
}

}  // namespace

// A line through one point shows nothing.
bool has_point_alone(const Figure& figure) {
  return std::ranges::any_of(figure.curves, [](const Curve& curve) {
    return std::ranges::any_of(runs(curve),
                               [](const Run& run) { return run.last - run.first == 1; });
  });
}

std::string draw_vega_lite(const Figure& figure) {
  const Json specification = {
      {"$schema", "https://vega.github.io/schema/vega-lite/v5.json"},
      {"title", title(figure)},
      {"width", 560},
      {"height", 370},
      {"data", {{"values", Json::array()}}},
      {"mark", {{"type", "line"}, {"tooltip", true}, {"point", has_point_alone(figure)}}},
      {"encoding", encoding(figure)},
  };
  std::string text = specification.dump(2) + "\n";
  constexpr std::string_view kBeforeRows = "\"values\": [";
  text.insert(text.find(kBeforeRows) + kBeforeRows.size(), rows(figure));
  return text;
}

}  // namespace silu::plot

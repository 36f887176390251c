#include "plot/html.h"

#include <doctest/doctest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <regex>

#include "plot/svg.h"

using namespace silu::plot;

namespace {

Figure line(int points, const std::string& title = "F") {
  Figure figure{.x = {}, .curves = {{{"f", title}, {}}}};
  for (int i = 0; i < points; ++i) {
    figure.x.push_back(i);
    figure.curves[0].y.push_back(2 * i);
  }
  return figure;
}

std::size_t count(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  return static_cast<std::size_t>(
      std::distance(std::sregex_iterator(text.begin(), text.end(), regex), std::sregex_iterator()));
}

nlohmann::json data(const std::string& page) {
  constexpr std::string_view kBefore = "const figure = ";
  const std::size_t begin = page.find(kBefore) + kBefore.size();
  return nlohmann::json::parse(page.substr(begin, page.find(";\n", begin) - begin));
}

}  // namespace

TEST_CASE("a page fetches nothing") {
  std::string page = draw_html(line(3));
  const std::string names = "http://www.w3.org/2000/svg";
  for (std::size_t at = 0; (at = page.find(names)) != std::string::npos;)
    page.erase(at, names.size());
  CHECK(count(page, "https?:|src=|@import|url\\(") == 0);
  CHECK(page.find("default-src 'none'") != std::string::npos);
}

TEST_CASE("a page holds the picture, and the places of its points") {
  const Figure figure = line(3);
  const std::string page = draw_html(figure);
  CHECK(page.find(draw_svg(figure)) != std::string::npos);
  const auto json = data(page);
  CHECK(json.at("x") == nlohmann::json{"0", "1", "2"});
  CHECK(json.at("curves")[0].at("y") == nlohmann::json{"0", "2", "4"});
  CHECK(json.at("across")[2] == lay_out(figure).right());
}

TEST_CASE("what is not finite is named, and has no place") {
  Figure figure = line(3);
  figure.curves[0].y[1] = -std::numeric_limits<double>::infinity();
  const auto curve = data(draw_html(figure)).at("curves")[0];
  CHECK(curve.at("y")[1] == "-inf");
  CHECK(curve.at("down")[1].is_null());
}

TEST_CASE("the table has a few rows, both ends among them") {
  const auto rows = [](int points) {
    const std::string page = draw_html(line(points));
    const std::string last = fmt::format("<th scope=\"row\">{}</th>", points - 1);
    CHECK(page.find(last) != std::string::npos);
    CHECK(page.find("<th scope=\"row\">0</th>") != std::string::npos);
    return count(page, "<th scope=\"row\">");
  };
  CHECK(rows(1) == 1);
  CHECK(rows(2) == 2);
  CHECK(rows(25) == 25);
  CHECK(rows(26) == 25);
  CHECK(rows(1000) == 25);
}

TEST_CASE("titles are text, in the script too") {
  const std::string page = draw_html(line(2, "</script><b>&"));
  CHECK(count(page, "</script>") == 1);
  CHECK(count(page, "<b>") == 0);
  CHECK(data(page).at("curves")[0].at("title") == "</script><b>&");
}

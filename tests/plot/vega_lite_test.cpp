#include "plot/vega_lite.h"

#include <doctest/doctest.h>

#include <limits>
#include <nlohmann/json.hpp>

using namespace silu::plot;
using nlohmann::json;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

const Figure kTwo{.x = {-1, static_cast<double>(0.1F)},
                  .curves = {{{"f", "F"}, {static_cast<double>(0.7310586F), kInfinity}},
                             {{"g", "\"G\""}, {1e-30F, 2}}}};

}  // namespace

TEST_CASE("a specification has what Vega-Lite's schema requires of one") {
  const json spec = json::parse(draw_vega_lite(kTwo));
  CHECK(spec.at("$schema") == "https://vega.github.io/schema/vega-lite/v5.json");
  CHECK(spec.at("mark").at("type") == "line");
  CHECK(spec.at("data").at("values").is_array());
  for (const auto* channel : {"x", "y", "color", "strokeDash"}) {
    const auto& definition = spec.at("encoding").at(channel);
    CHECK(definition.at("field").is_string());
    CHECK(definition.at("type").is_string());
    CHECK(spec.at("data").at("values")[0].contains(definition.at("field").get<std::string>()));
  }
}

TEST_CASE("its data are the points, shortest floats, null in a gap") {
  const std::string text = draw_vega_lite(kTwo);
  CHECK(json::parse(text).at("data").at("values") ==
        json::parse(R"([{"x": -1, "function": "F", "y": 0.7310586},
                        {"x": 0.1, "function": "F", "y": null},
                        {"x": -1, "function": "\"G\"", "y": 1e-30},
                        {"x": 0.1, "function": "\"G\"", "y": 2}])"));
  CHECK(text.find("0.7310586}") != std::string::npos);
}

TEST_CASE("each curve has a color and dashes of its own") {
  const json encoding = json::parse(draw_vega_lite(kTwo)).at("encoding");
  for (const auto* channel : {"color", "strokeDash"}) {
    const auto& scale = encoding.at(channel).at("scale");
    CHECK(scale.at("domain") == json{"F", "\"G\""});
    REQUIRE(scale.at("range").size() == 2);
    CHECK(scale.at("range")[0] != scale.at("range")[1]);
  }
}

TEST_CASE("a point alone is shown as one") {
  CHECK(json::parse(draw_vega_lite(kTwo)).at("mark").at("point") == true);
  const Figure line{.x = {0, 1}, .curves = {{{"f", "F"}, {0, 1}}}};
  CHECK(json::parse(draw_vega_lite(line)).at("mark").at("point") == false);
}

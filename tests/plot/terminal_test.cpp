#include "plot/terminal.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <sstream>

using namespace silu::plot;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

const Figure kLine = {.x = {0, 4}, .curves = {{{"line", "Line"}, {0, 4}}}};

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) result.push_back(line);
  return result;
}

long width(const std::string& line) {
  return std::ranges::count_if(line, [](char c) { return (c & '\xc0') != '\x80'; });
}

}  // namespace

TEST_CASE("a line in ASCII") {
  CHECK(draw_characters(kLine, {.columns = 14, .rows = 9, .ascii = true}) ==
        "* Line\n"
        "4 +       **\n"
        "  |     **\n"
        "2 +   **\n"
        "  | **\n"
        "0 +*\n"
        "  ++---+---+ x\n"
        "   0   2   4\n");
}

TEST_CASE("a picture fills the screen but for the row of the prompt") {
  for (const int columns : {10, 11, 40, 80, 300}) {
    for (const int rows : {9, 24, 100}) {
      CAPTURE(columns);
      CAPTURE(rows);
      for (const bool ascii : {false, true}) {
        const auto picture =
            lines(draw_characters(kLine, {.columns = columns, .rows = rows, .ascii = ascii}));
        CHECK(picture.size() == static_cast<std::size_t>(rows) - 1);
        CHECK(std::ranges::max(picture, {}, width).size() > 0);
        CHECK(width(std::ranges::max(picture, {}, width)) == columns);
      }
    }
  }
}

TEST_CASE("a screen too small for a picture counts as a larger one") {
  CHECK(draw_characters(kLine, {.columns = 1, .rows = 1}) ==
        draw_characters(kLine, {.columns = 10, .rows = 9}));
}

TEST_CASE("labels that are too long for the screen are left out") {
  const Figure small = {.x = {0, 1}, .curves = {{{"f", "Quite a long title"}, {0, 1e-300}}}};
  const std::string picture = draw_characters(small, {.columns = 10});
  CHECK(picture.find("e-") == std::string::npos);
  for (const auto& line : lines(picture)) CHECK(width(line) <= 10);
}

TEST_CASE("curves are told apart without color, and colored where there are colors") {
  const Figure two = {.x = {0, 1}, .curves = {{{"f", "F"}, {0, 0}}, {{"g", "G"}, {1, 1}}}};
  const auto ascii = lines(draw_characters(two, {.ascii = true}));
  CHECK(ascii[0] == "* F   o G");
  CHECK(ascii[1].find("oooo") != std::string::npos);
  CHECK(ascii[20].find("****") != std::string::npos);
  const auto braille = lines(draw_characters(two, {}));
  CHECK(braille[0] == "⠤⠤⠤⠤⠤⠤ F   ⠤⠤ ⠠⠤⠄ G");
  CHECK(draw_characters(two, {}).find('\x1b') == std::string::npos);
  CHECK(draw_characters(two, {.color = true}).find("\x1b[38;5;33mF\x1b[0m") != std::string::npos);
  CHECK(draw_characters(two, {.color = true}).find("\x1b[38;5;166mG\x1b[0m") != std::string::npos);
}

TEST_CASE("gaps stay blank, and a point alone is seen") {
  const Figure figure = {
      .x = {0, 1, 2, 3, 4},
      .curves = {{{"f", "F"}, {0, 0, kNaN, 0, 0}}, {{"g", "G"}, {1, kNaN, kNaN, kNaN, kNaN}}}};
  CHECK(draw_characters(figure, {.columns = 14, .rows = 9, .ascii = true}) ==
        "* F   o G\n"
        "1.0 +o\n"
        "    |\n"
        "0.5 +\n"
        "    |\n"
        "0.0 +***  **\n"
        "    ++--+--+ x\n"
        "     0  2  4\n");
  CHECK(draw_characters({.x = {1}, .curves = {{{"f", "F"}, {2}}}}, {}).find("⣿") !=
        std::string::npos);
}

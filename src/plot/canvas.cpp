#include "plot/canvas.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace silu::plot {
namespace {

// Of the 256 colors of terminals, some in the middle: to be read on white and on black, and told
// apart by the color-blind. Blue, vermilion, green, purple and the terminal's own.
constexpr std::string_view kColors[] = {"38;5;33", "38;5;166", "38;5;29", "38;5;133", "39"};

constexpr std::string_view kFaint = "2";

std::string_view color_of(std::size_t curve) {
  return kColors[curve % std::size(kColors)];
}

std::string painted(std::string_view text, std::string_view color, const Screen& screen) {
  if (!screen.color || text.find_first_not_of(' ') == std::string_view::npos) {
    return std::string(text);
  }
  return fmt::format("\x1b[{}m{}\x1b[0m", color, text);
}

constexpr std::string_view kMarks = "*o+x#%@&";

// A curve's lengths in dots: drawn, left out, drawn, left out.
struct Dashes {
  int on, off, on_again, off_again;
};
constexpr Dashes kDashes[] = {{1, 0, 1, 0}, {4, 3, 4, 3}, {1, 1, 1, 1}, {5, 2, 1, 2}};

bool is_drawn(int travelled, std::size_t curve) {
  const auto [on, off, on_again, off_again] = kDashes[curve % std::size(kDashes)];
  const int place = travelled % (on + off + on_again + off_again);
  return place < on || (place >= on + off && place < on + off + on_again);
}

// The neighbour of a dot on the way to another: a step of Bresenham's line, whose error it keeps.
Dot step(const Dot& from, const Dot& to, int dx, int dy, int& error) {
  Dot next = from;
  const int twice = 2 * error;
  if (twice >= -dy) {
    error -= dy;
    next.x += to.x > from.x ? 1 : -1;
  }
  if (twice <= dx) {
    error += dx;
    next.y += to.y > from.y ? 1 : -1;
  }
  return next;
}

}  // namespace

std::string in_color(std::string_view text, std::size_t curve, const Screen& screen) {
  return painted(text, color_of(curve), screen);
}

Canvas::Canvas(int columns, int rows, const Screen& screen)
    : columns_(columns),
      rows_(rows),
      cell_width_(screen.ascii ? 1 : 2),
      cell_height_(screen.ascii ? 1 : 4),
      screen_(screen),
      cells_(index(0, rows)) {}

Dot Canvas::locate(double x_share, double y_share) const {
  return {static_cast<int>(std::lround(x_share * (columns_ * cell_width_ - 1))),
          static_cast<int>(std::lround((1 - y_share) * (rows_ * cell_height_ - 1)))};
}

void Canvas::draw(const std::vector<Dot>& points, std::size_t curve) {
  Dot at = points.front();
  if (std::ranges::count(points, at) == std::ssize(points)) {
    cells_[index(column_of(at), row_of(at))] = {0xff, {curve}};
    return;
  }
  set(at, curve);
  int travelled = 1;
  for (const Dot& point : points) {
    const int dx = std::abs(point.x - at.x);
    const int dy = std::abs(point.y - at.y);
    for (int error = dx - dy; at != point; ++travelled) {
      at = step(at, point, dx, dy, error);
      if (screen_.ascii || is_drawn(travelled, curve)) set(at, curve);
    }
  }
}

void Canvas::set(const Dot& dot, std::size_t curve) {
  // Braille numbers its dots down the left column and down the right; the lowest row came later.
  constexpr unsigned kBraille[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
  Cell& to = cells_[index(column_of(dot), row_of(dot))];
  to.dots |= kBraille[dot.y % cell_height_][dot.x % cell_width_];
  if (std::ranges::count(to.curves, curve) == 0) to.curves.push_back(curve);
}

std::string Canvas::row(int row, const std::vector<std::string_view>& behind) const {
  std::string text;
  std::string run;  // of cells in one color
  std::string_view color;
  for (int column = 0; column < columns_; ++column) {
    const Cell& each = cells_[index(column, row)];
    const bool is_empty = each.curves.empty();
    // Where curves share cells, they take turns.
    const std::size_t turn = is_empty ? 0 : static_cast<std::size_t>(column) % each.curves.size();
    const auto cell_color = is_empty ? kFaint : color_of(each.curves[turn]);
    if (cell_color != color) {
      text += painted(run, color, screen_);
      run.clear();
      color = cell_color;
    }
    run += is_empty ? behind[static_cast<std::size_t>(column)] : character(each, turn);
  }
  return text + painted(run, color, screen_);
}

std::string Canvas::character(const Cell& cell, std::size_t turn) const {
  if (screen_.ascii) return {kMarks[cell.curves[turn] % kMarks.size()]};
  // U+2800 and the dots, in UTF-8.
  return {'\xe2', static_cast<char>(0xa0 | cell.dots >> 6),
          static_cast<char>(0x80 | (cell.dots & 0x3f))};
}

}  // namespace silu::plot

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "plot/terminal.h"

namespace silu::plot {

/// A dot of a canvas, counted from its upper left corner.
struct Dot {
  int x;
  int y;
  bool operator==(const Dot&) const = default;
};

/// A text in the color of a curve, where the screen has colors.
std::string in_color(std::string_view text, std::size_t curve, const Screen& screen);

/// Cells of characters that lines are drawn in: 2 by 4 dots of braille each, or in ASCII a single
/// mark. Curves are told apart by colors and dashes; in ASCII by their marks.
class Canvas {
 public:
  Canvas(int columns, int rows, const Screen& screen);

  int rows() const { return rows_; }

  /// The dot at a share of the width, from the left, and of the height, from the bottom.
  Dot locate(double x_share, double y_share) const;
  int column_of(const Dot& dot) const { return dot.x / cell_width_; }
  int row_of(const Dot& dot) const { return dot.y / cell_height_; }

  /// A line through all points; where they are but one, the whole cell, for it to be seen.
  void draw(const std::vector<Dot>& points, std::size_t curve);

  /// A row as text; behind says what shows, faintly, in each cell without a dot.
  std::string row(int row, const std::vector<std::string_view>& behind) const;

 private:
  // The dots of a cell, as braille has them, and the curves that drew there.
  struct Cell {
    unsigned dots = 0;
    std::vector<std::size_t> curves = {};
  };

  std::size_t index(int column, int row) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
           static_cast<std::size_t>(column);
  }
  void set(const Dot& dot, std::size_t curve);
  std::string character(const Cell& cell, std::size_t turn) const;

  const int columns_;
  const int rows_;
  const int cell_width_;
  const int cell_height_;
  const Screen screen_;
  std::vector<Cell> cells_;
};

}  // namespace silu::plot

#pragma once

#include <string>

#include "plot/figure.h"

namespace silu::plot {

/// What a picture of characters is for.
struct Screen {
  int columns = 80;
  int rows = 24;
  bool color = false;
  bool ascii = false;  ///< no braille, which only UTF-8 has
};

/// The figure in lines that leave the last row of the screen to the prompt. A screen of less than
/// 10 columns counts as 10, and one of few rows gets a few more.
std::string draw_characters(const Figure& figure, const Screen& screen);

}  // namespace silu::plot

#pragma once

#include <string_view>

/// What the program knows of the terminal: all of it is asked here. The calls may be made from
/// several threads at once, as long as none changes the environment.
namespace silu::io {

/// Whether a file descriptor is a terminal.
bool is_terminal(int descriptor);

/// Whether a line on it can be wiped and written again: on a terminal, unless TERM is "dumb".
bool can_rewrite_lines(int descriptor);

struct TerminalSize {
  int columns = 80;
  int rows = 24;
};

/// The size that the terminal itself tells now; what it does not tell is as in 80 x 24.
TerminalSize terminal_size(int descriptor);

/// The size for a picture: COLUMNS and LINES where they are numbers of at least 1, else
/// terminal_size. Neither is ever more than 1000.
TerminalSize picture_size(int descriptor);

/// Whether the environment's locale (LC_ALL, LC_CTYPE, LANG) prints UTF-8. The locale of the
/// program itself stays "C".
bool locale_is_utf8();

/// When to use color, as --color tells.
enum class ColorMode { kAuto, kAlways, kNever };

/// The environment variables that speak of color, each empty where it is not set.
struct ColorVariables {
  std::string_view no_color = {};        ///< NO_COLOR, see no-color.org
  std::string_view force_color = {};     ///< FORCE_COLOR, see force-color.org
  std::string_view clicolor_force = {};  ///< CLICOLOR_FORCE, see bixense.com/clicolors
  std::string_view clicolor = {};        ///< CLICOLOR, see there
  std::string_view term = {};            ///< TERM
};

/// Whether to use color. The first of these rules that applies decides:
///   1. The mode is not kAuto: as it says.
///   2. NO_COLOR is not empty: no color.
///   3. FORCE_COLOR or CLICOLOR_FORCE is neither empty nor "0": color, even into a file.
///   4. It is no terminal: no color.
///   5. TERM is "dumb": no color.
///   6. CLICOLOR is "0": no color.
///   7. Color.
bool wants_color(ColorMode mode, bool is_terminal, const ColorVariables& variables);

/// The same of a file descriptor and the environment.
bool wants_color(ColorMode mode, int descriptor);

}  // namespace silu::io

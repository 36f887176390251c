#include "io/terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "text/number.h"

namespace silu::io {
namespace {

constexpr std::string_view kDumb = "dumb";

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

int choose_length(const char* name, int of_terminal) {
  constexpr double kLargest = 1000;
  const double given = text::parse_number<double>(environment(name)).value_or(0);
  return static_cast<int>(std::min(given >= 1 ? given : of_terminal, kLargest));
}

// Who writes 0 does not want to force, whatever force-color.org makes of it.
bool forces(std::string_view value) {
  return !value.empty() && value != "0";
}

}  // namespace

bool is_terminal(int descriptor) {
  return ::isatty(descriptor) != 0;
}

bool can_rewrite_lines(int descriptor) {
  return is_terminal(descriptor) && environment("TERM") != kDumb;
}

TerminalSize terminal_size(int descriptor) {
  winsize window{};
  ::ioctl(descriptor, TIOCGWINSZ, &window);
  TerminalSize size;
  if (window.ws_col > 0) size.columns = window.ws_col;
  if (window.ws_row > 0) size.rows = window.ws_row;
  return size;
}

TerminalSize picture_size(int descriptor) {
  const auto size = terminal_size(descriptor);
  return {choose_length("COLUMNS", size.columns), choose_length("LINES", size.rows)};
}

bool locale_is_utf8() {
  const locale_t locale = ::newlocale(LC_CTYPE_MASK, "", nullptr);
  if (locale == nullptr) return false;
  const std::string_view charset = ::nl_langinfo_l(CODESET, locale);
  const bool is_utf8 = charset == "UTF-8";
  ::freelocale(locale);
  return is_utf8;
}

bool wants_color(ColorMode mode, bool is_terminal, const ColorVariables& variables) {
  if (mode != ColorMode::kAuto) return mode == ColorMode::kAlways;
  if (!variables.no_color.empty()) return false;
  if (forces(variables.force_color) || forces(variables.clicolor_force)) return true;
  return is_terminal && variables.term != kDumb && variables.clicolor != "0";
}

bool wants_color(ColorMode mode, int descriptor) {
  return wants_color(mode, is_terminal(descriptor),
                     {.no_color = environment("NO_COLOR"),
                      .force_color = environment("FORCE_COLOR"),
                      .clicolor_force = environment("CLICOLOR_FORCE"),
                      .clicolor = environment("CLICOLOR"),
                      .term = environment("TERM")});
}

}  // namespace silu::io

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "io/terminal.h"
#include "plot/terminal.h"
#include "text/number.h"

namespace silu::plot {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// The first of them that says anything. No screen is larger than this.
int choose_length(const char* name, int of_terminal, int otherwise) {
  constexpr double kLargest = 1000;
  const double told = text::parse_number<double>(environment(name)).value_or(0);
  if (told >= 1) return static_cast<int>(std::min(told, kLargest));
  return of_terminal > 0 ? std::min(of_terminal, static_cast<int>(kLargest)) : otherwise;
}

}  // namespace

Screen screen_of(const io::OutputFile& output) {
  const bool is_terminal = ::isatty(output.descriptor()) != 0;
  winsize size{};
  if (is_terminal) ::ioctl(output.descriptor(), TIOCGWINSZ, &size);
  const Screen screen;
  return {.columns = choose_length("COLUMNS", size.ws_col, screen.columns),
          .rows = choose_length("LINES", size.ws_row, screen.rows),
          .colour = is_terminal && environment("NO_COLOR").empty() && environment("TERM") != "dumb",
          .ascii = !io::locale_is_utf8()};
}

}  // namespace silu::plot

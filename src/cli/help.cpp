#include "cli/help.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "io/terminal.h"
#include "text/align.h"

namespace silu::cli {
namespace {

constexpr std::size_t kIndent = 26;  // of descriptions

// Lines of more than 100 characters are hard to read, however wide the terminal is.
std::size_t columns() {
  constexpr int kFewest = 40;
  constexpr int kMost = 100;
  const auto size =
      io::is_terminal(STDOUT_FILENO) ? io::terminal_size(STDOUT_FILENO) : io::TerminalSize();
  return static_cast<std::size_t>(std::clamp(size.columns, kFewest, kMost));
}

std::string entry(std::string name, const std::string& description) {
  constexpr std::size_t kGap = 2;
  name.erase(name.find_last_not_of(' ') + 1);
  std::string text = fmt::format("  {:<{}}", name, kIndent - 2);
  if (name.size() + 2 + kGap > kIndent) text = fmt::format("  {}\n{:<{}}", name, "", kIndent);
  return text + text::wrap(description, kIndent, columns()) + '\n';
}

}  // namespace

std::string HelpFormatter::make_description(const CLI::App* app) const {
  return text::wrap(app->get_description(), 0, columns()) + '\n';
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  return entry(make_option_name(option, is_positional) + make_option_opts(option),
               make_option_desc(option));
}

std::string HelpFormatter::make_subcommand(const CLI::App* app) const {
  return entry(app->get_display_name(true), app->get_description());
}

}  // namespace silu::cli

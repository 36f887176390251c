#include "cli/arguments.h"

#include <algorithm>
#include <string_view>

#include "text/number.h"

namespace silu::cli {
namespace {

std::string quote_for_shell(std::string_view word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-";
  if (!word.empty() && word.find_first_not_of(kPlain) == word.npos) return std::string(word);
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

// What a report does not say of itself, since it changes nothing in it: which part of the inputs it
// is of, its format and where it goes. Returns how many arguments that takes from here on.
std::size_t count_of_place(const std::vector<std::string>& arguments, std::size_t i) {
  const std::string& each = arguments[i];
  for (const std::string_view name : {"--part", "--format", "--output"}) {
    if (each == name) return 2;
    if (each.starts_with(name) && each[name.size()] == '=') return 1;
  }
  if (each == "-o") return 2;
  return each.starts_with("-o") ? 1 : 0;
}

std::string text_of(const std::vector<std::string>& arguments) {
  std::string text = "silu-cli";
  bool is_ours = true;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    is_ours &= arguments[i] != "--";
    const std::size_t count = is_ours ? count_of_place(arguments, i) : 0;
    if (count == 0) {
      text.append(" ").append(quote_for_shell(arguments[i]));
    } else {
      i += count - 1;
    }
  }
  return text;
}

}  // namespace

CommandLine split_command_line(int argc, char** argv) {
  CommandLine line = {{argv + 1, argv + argc}, {}, {}};
  if (line.arguments.empty() || line.arguments[0] != "check") return line;
  line.text = text_of(line.arguments);
  const auto dashes = std::ranges::find(line.arguments, "--");
  for (auto each = dashes; each != line.arguments.end();) {
    const auto next = std::find(each + 1, line.arguments.end(), "--");
    line.programs.emplace_back(each + 1, next);
    each = next;
  }
  line.arguments.erase(dashes, line.arguments.end());
  return line;
}

std::vector<std::string> mark_negative_numbers(const std::vector<std::string>& all) {
  std::vector<std::string> arguments;
  bool options_ended = false;
  for (std::string argument : all) {
    if (!options_ended && argument == "--") {
      options_ended = true;
      continue;
    }
    const bool dashed = argument.starts_with('-');
    if (dashed && (options_ended || text::parse_number<double>(argument)))
      argument.insert(argument.begin(), kNegativeNumberMark);
    arguments.push_back(argument);
  }
  return arguments;
}

std::string unmark_negative_number(std::string argument) {
  if (argument.starts_with(kNegativeNumberMark)) argument.erase(0, 1);
  return argument;
}

}  // namespace silu::cli

#include "cli/arguments.h"

#include "text/number.h"

namespace silu::cli {
std::vector<std::string> mark_negative_numbers(int argc, char** argv) {
  std::vector<std::string> arguments;
  bool options_ended = false;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
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

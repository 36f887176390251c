#pragma once

#include <string>
#include <vector>

namespace silu::cli {

/// What marks an argument as no option; nobody types it.
inline constexpr char kNegativeNumberMark = '\x01';

/// What the program was called with.
struct CommandLine {
  std::vector<std::string> arguments;  ///< without the program's name
  /// Of check: what stands behind each "--", a program to run and its arguments.
  std::vector<std::vector<std::string>> programs;
  /// Of check: all of it as a shell takes it, but for -o, --format and --part.
  std::string text;
};
CommandLine split_command_line(int argc, char** argv);

/// The arguments without the program's name, as CLI11 can take them: it holds "-inf" and
/// "-.5" for options, so every argument that is a negative number is marked as none, and so is
/// whatever follows a "--".
std::vector<std::string> mark_negative_numbers(const std::vector<std::string>& arguments);

/// An argument as it was typed.
std::string unmark_negative_number(std::string argument);

}  // namespace silu::cli

#pragma once

#include <string>
#include <vector>

namespace silu::cli {

/// What marks an argument as no option; nobody types it.
inline constexpr char kNegativeNumberMark = '\x01';

/// The arguments of main without the program's name, as CLI11 can take them: it holds "-inf" and
/// "-.5" for options, so every argument that is a negative number is marked as none, and so is
/// whatever follows a "--".
std::vector<std::string> mark_negative_numbers(int argc, char** argv);

/// An argument as it was typed.
std::string unmark_negative_number(std::string argument);

}  // namespace silu::cli

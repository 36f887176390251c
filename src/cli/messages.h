#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace silu::cli {

/// Prints on a line of standard error what a user may not expect; --quiet suppresses it.
void print_note(std::string_view note);

/// Prints each on a line of standard error.
void print_warnings(const std::vector<std::string>& warnings);

}  // namespace silu::cli

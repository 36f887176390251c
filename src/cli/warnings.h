#pragma once

#include <string>
#include <vector>

namespace silu::cli {

/// Prints each on a line of standard error.
void print_warnings(const std::vector<std::string>& warnings);

}  // namespace silu::cli

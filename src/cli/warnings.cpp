#include "cli/warnings.h"

#include <cstdio>

namespace silu::cli {

void print_warnings(const std::vector<std::string>& warnings) {
  for (const auto& each : warnings) std::fprintf(stderr, "silu-cli: warning: %s\n", each.c_str());
}

}  // namespace silu::cli

#include "cli/messages.h"

#include <fmt/format.h>

#include <cstdio>

namespace silu::cli {

void print_note(std::string_view note) {
  fmt::print(stderr, "silu-cli: note: {}\n", note);
}

void print_warnings(const std::vector<std::string>& warnings) {
  for (const auto& each : warnings) fmt::print(stderr, "silu-cli: warning: {}\n", each);
}

}  // namespace silu::cli

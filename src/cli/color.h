#pragma once

#include <CLI/CLI.hpp>

#include "io/terminal.h"

namespace silu::cli {

/// Adds --color to a subcommand. What it tells is in color when the subcommand's own callbacks
/// run; throws Error if it is none of the modes.
void add_color(CLI::App& command, io::ColorMode& color);

}  // namespace silu::cli

#pragma once

#include <CLI/CLI.hpp>

#include "cli/arguments.h"

/// The subcommands, a file each: add_… adds one to the program, to run when it is named.
namespace silu::cli {

void add_eval(CLI::App& app);
void add_compare(CLI::App& app);
void add_list(CLI::App& app);
void add_info(CLI::App& app);
void add_plot(CLI::App& app);
void add_bench(CLI::App& app);
void add_block(CLI::App& app);
/// line is what the program was called with; status is set to what it exits with.
void add_check(CLI::App& app, const CommandLine& line, int& status);
void add_formulas(CLI::App& app);

}  // namespace silu::cli

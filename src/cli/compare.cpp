#include "cli/commands.h"
#include "cli/rows.h"

namespace silu::cli {
namespace {

constexpr auto kDescription = "Compare functions side by side";

constexpr auto kExamples = R"(Examples:
  silu-cli compare --range -3 3 7
  silu-cli compare --range -3 3 7 --derivative 1
  silu-cli compare -f 'silu,leaky_relu(0.2),softplus(2,5)' --precision 7 -1 0 1
  silu-cli compare -f silu,hardswish --metrics --range -4 4 9
  silu-cli compare --range -6 6 1201 --format csv
  silu-cli compare --range -6 6 13 -o table.md)";

}  // namespace

void add_compare(CLI::App& app) {
  auto& command = *app.add_subcommand("compare", kDescription);
  command.footer(kExamples);
  auto& options =
      add_rows(command, {.evaluation = {.functions = {"silu", "relu"}}, .default_format = "table"});
  command.add_flag("--metrics", options.metrics,
                   "Print how far each function is from the first one, below the rows");
}

}  // namespace silu::cli

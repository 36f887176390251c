#include <fmt/format.h>

#include <filesystem>

#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/evaluation.h"
#include "io/error.h"
#include "plot/formats.h"

namespace silu::cli {
namespace {

constexpr auto kDescription = "Draw functions: in the terminal, as SVG, Vega-Lite or a page";

constexpr auto kExamples = R"(Without values, it draws -6 to 6.

Examples:
  silu-cli plot
  silu-cli plot -f silu,relu,sigmoid --range -3 3 301
  silu-cli plot -o silu.svg
  silu-cli plot -o silu.vl.json
  silu-cli plot -o silu.html)";

// A picture in another form than the file's name says is of no use.
void require_known_ending(const Evaluation& told) {
  if (!told.output || told.format) return;
  const auto ending = std::filesystem::path(*told.output).extension();
  if (ending.empty() || find_by_ending(told.formats, *told.output) != nullptr) return;
  std::string known;
  for (const auto& format : told.formats) {
    for (const auto each : format.endings) known += fmt::format("{} ({}), ", each, format.name);
  }
  throw io::Error(fmt::format("{}: pictures end in {}or name a --format", *told.output, known));
}

}  // namespace

void add_plot(CLI::App& app) {
  auto& command = *app.add_subcommand("plot", kDescription);
  command.footer(kExamples);
  auto& told = add_evaluation(
      command,
      {.functions = {"silu", "relu"}, .default_format = "terminal", .formats = plot::formats()});
  for (const auto* name : {"--keep", "--precision", "--inplace"}) {
    command.remove_option(command.get_option(name));
  }
  command.add_flag("--ascii", told.ascii, "No characters beyond ASCII in the terminal");
  command.parse_complete_callback([&told] {
    told.formats = plot::formats(told.color);
    require_known_ending(told);
    auto& input = told.input;
    if (input.values.empty() && input.range.empty() && !input.file && !input.every) {
      input.range = {"-6", "6", "601"};
    }
  });
}

}  // namespace silu::cli

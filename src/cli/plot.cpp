#include <fmt/format.h>

#include <memory>

#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/evaluation.h"
#include "plot/formats.h"

namespace silu::cli {
namespace {

constexpr auto kDescription =
    "Draw functions in the terminal, as SVG, as Vega-Lite or as an HTML page";

constexpr auto kExamples = R"(Without values, it draws -6 to 6.

Examples:
  silu-cli plot
  silu-cli plot -f silu,relu,sigmoid --range -3 3 301
  silu-cli plot -o silu.svg
  silu-cli plot -o silu.vl.json
  silu-cli plot -o silu.html)";

struct Options {
  EvaluationOptions evaluation = {.functions = {"silu", "relu"}};
  std::optional<std::string> format = {};
  std::optional<std::string> output = {};
  bool ascii = false;
};

const plot::Format& choose_format(const Options& options) {
  const auto* format = given_format(options.format, options.output, plot::formats());
  return format != nullptr ? *format : plot::formats().front();
}

void draw(Options options) {
  auto& input = options.evaluation.input;
  if (!is_given(input)) input.range = {"-6", "6", "601"};
  const auto& format = choose_format(options);
  Evaluation evaluation(options.evaluation);
  const auto writer = plot::make_writer(
      format, evaluation.names(), {.ascii = options.ascii, .color = options.evaluation.color});
  auto output = open_output(options.output);
  evaluation.run(*writer, output);
}

}  // namespace

void add_plot(CLI::App& app) {
  auto& command = *app.add_subcommand("plot", kDescription);
  command.footer(kExamples);
  const auto options = std::make_shared<Options>();
  add_input_options(command, options->evaluation.input);
  add_function_options(command, options->evaluation);
  command
      .add_option("--format", options->format,
                  fmt::format("Output format: {} (default: from FILE's extension, else {})",
                              list(plot::formats()), plot::formats().front().name))
      ->option_text("FORMAT");
  command.add_option("-o,--output", options->output, "Write to FILE (- is standard output)")
      ->option_text("FILE");
  command.add_flag("--ascii", options->ascii, "Use ASCII characters only in the terminal");
  auto& evaluation = options->evaluation;
  add_run_options(command, evaluation.threads, evaluation.quiet, evaluation.color);
  command.callback([options] { draw(*options); });
}

}  // namespace silu::cli

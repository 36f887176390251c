#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "cli/arguments.h"
#include "cli/choice.h"
#include "cli/color.h"
#include "cli/evaluation.h"
#include "silu/dtype.h"

namespace silu::cli {
Evaluation& add_evaluation(CLI::App& command, Evaluation defaults) {
  const auto told = std::make_shared<Evaluation>(std::move(defaults));
  command
      .add_option("VALUES", told->input.values,
                  "Numbers (-2 .5 1e-3 0x1p-3 -inf nan), or - for standard input")
      ->option_text("...");
  command
      .add_option("-r,--range", told->input.range, "COUNT evenly spaced values from START to STOP")
      ->type_size(3)
      ->expected(1)
      ->allow_extra_args(false)
      ->option_text("START STOP COUNT");
  command
      .add_option("-i,--input", told->input.file, "Values from a file, or from standard input (-)")
      ->option_text("FILE");
  command
      .add_option("--input-format", told->input.format,
                  "Form of the input, text if neither this nor FILE's ending says: " +
                      list(data::input_formats()))
      ->option_text("FORMAT");
  command.add_option("--tensor", told->input.tensor, "Which tensor of a safetensors file")
      ->option_text("NAME");
  command
      .add_option("--column", told->input.column,
                  "Column of the values by its name or its number: 1. In JSON, the key")
      ->option_text("NAME|INDEX");
  command.add_flag("--keep", told->input.keep,
                   "Pass the input's columns through, and append the functions");
  command
      .add_option("--on-error", told->input.on_error,
                  "What is no number stops the program (stop), is NaN (nan) or is left out (skip); "
                  "stop if not given")
      ->option_text("HOW");
  command.add_flag("--every", told->input.every, "Every bit pattern of the dtype, in order");
  command
      .add_option("-f,--function", told->functions,
                  fmt::format("What to evaluate, {} if not given; the subcommand list shows all",
                              fmt::join(told->functions, ",")))
      ->allow_extra_args(false)
      ->option_text("NAME,...");
  command
      .add_option("--derivative", told->derivative,
                  "Append to each function its derivatives up to that order: 1 or 2")
      ->check(CLI::Range(1, 2))
      ->option_text("N");
  command
      .add_option("--dtype", told->dtype,
                  "Number format to compute in, that of the input or float32 if not given: " +
                      list(dtypes()))
      ->option_text("DTYPE");
  command
      .add_option("--format", told->format,
                  fmt::format("How to print, {} if neither this nor FILE's ending says: {}",
                              told->default_format, list(told->formats)))
      ->option_text("FORMAT");
  command.add_option("--precision", told->precision, "Decimals of the functions in a table: 4")
      ->check(CLI::Range(0, 100))
      ->option_text("N");
  command.add_option("-o,--output", told->output, "Write to a file, or to standard output (-)")
      ->option_text("FILE");
  command.add_flag(
      "--inplace", told->inplace,
      "Replace the values of the input file, npy, safetensors or raw, by the function's");
  command.add_option("--threads", told->threads, "Use N threads, not all processors")
      ->check(CLI::Range(1, 1024))
      ->option_text("N");
  command.add_flag("--quiet", told->quiet, "No progress bar");
  add_color(command, told->color);
  for (auto* option : command.get_options()) option->transform(unmark_negative_number);
  command.callback([told] { evaluate(*told); });
  return *told;
}

}  // namespace silu::cli

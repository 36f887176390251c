#include "cli/evaluation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/choice.h"
#include "cli/color.h"
#include "cli/function.h"
#include "cli/messages.h"
#include "io/error.h"
#include "io/processors.h"

namespace silu::cli {
namespace {

// A bar would run into rows that come to the same terminal.
bool wants_progress(const EvaluationOptions& options, const io::OutputFile& output) {
  return !options.quiet && !io::is_terminal(output.descriptor());
}

void require_other_file(const io::InputFile& input, const io::OutputFile& output) {
  if (output.feeds(input)) {
    throw io::Error(input.name() + ": input file is output file; use -o FILE to replace it");
  }
  if (output.has_emptied(input)) {
    throw io::Error(input.name() +
                    ": input file is output file, which the shell has emptied; use -o FILE to "
                    "replace it");
  }
}

void report_bad_values(const EvaluationOptions& options, std::uint64_t count) {
  if (count == 0) return;
  const bool skipped = options.input.on_error == "skip";
  std::fputs(fmt::format("silu-cli: {} invalid value{} {}\n", count, count == 1 ? "" : "s",
                         skipped ? "skipped" : "replaced by nan")
                 .c_str(),
             stderr);
}

}  // namespace

void add_input_options(CLI::App& command, Input& input) {
  input.command = command.get_name();
  command
      .add_option("VALUES", input.values,
                  "Numbers such as -2 .5 1e-3 0x1p-3 -inf nan, or - for standard input")
      ->option_text("...");
  command.add_option("-r,--range", input.range, "COUNT evenly spaced values from START to STOP")
      ->type_size(3)
      ->expected(1)
      ->allow_extra_args(false)
      ->option_text("START STOP COUNT");
  command.add_option("-i,--input", input.file, "Read values from FILE (- is standard input)")
      ->option_text("FILE");
  command
      .add_option("--input-format", input.format,
                  fmt::format("Input format: {} (default: from FILE's extension, else recognized)",
                              list(data::input_formats())))
      ->option_text("FORMAT");
  command.add_option("--tensor", input.tensor, "Tensor to read from a safetensors file")
      ->option_text("NAME");
  command
      .add_option("--column", input.column,
                  "Column to read, by name or number; in JSON, the key (default: 1)")
      ->option_text("NAME|INDEX");
  command.add_flag("--header", input.header, "The first row of csv or tsv input is a header");
  command.add_flag("--no-header", input.no_header,
                   "The first row is data (default: a header if its field is not a number)");
  command
      .add_option("--delimiter", input.delimiter,
                  "Delimiter of csv or tsv input, one byte or \\t (default: , or \\t)")
      ->option_text("CHAR");
  command
      .add_option("--decimal", input.decimal,
                  "Decimal mark of text, csv or tsv input: . or , (default: .)")
      ->option_text("MARK");
  command
      .add_option("--on-error", input.on_error,
                  "What to do about an invalid number: stop, nan, skip (default: stop)")
      ->option_text("HOW");
  command.add_flag("--every", input.every, "Every bit pattern of the dtype, in order");
}

void add_function_options(CLI::App& command, EvaluationOptions& options) {
  command
      .add_option("-f,--function", options.functions,
                  fmt::format("Functions to evaluate; see 'silu-cli list' (default: {})",
                              fmt::join(options.functions, ",")))
      ->allow_extra_args(false)
      ->option_text("NAME,...");
  command
      .add_option("--derivative", options.derivative,
                  "Append the derivatives of each function up to order N: 1 or 2")
      ->check(CLI::Range(1, 2))
      ->option_text("N");
  command
      .add_option("--dtype", options.dtype,
                  fmt::format("Data type to compute in: {} (default: the input's, else {})",
                              list(dtypes()), name_of(kDefaultDType)))
      ->option_text("DTYPE");
}

void add_run_options(CLI::App& command, std::optional<unsigned>& threads, bool& quiet,
                     io::ColorMode& color) {
  command.add_option("--threads", threads, "Number of threads (default: all processors)")
      ->check(CLI::Range(1, 1024))
      ->option_text("N");
  command.add_flag("--quiet", quiet, "Print no progress bar and no notes");
  add_color(command, color);
}

std::optional<DType> choose_dtype(const std::optional<std::string>& name) {
  if (!name) return {};
  return choose("dtype", *name, dtypes()).dtype;
}

Evaluation::Evaluation(const EvaluationOptions& options)
    : options_(options),
      functions_(parse_functions(options.functions, options.derivative)),
      reader_(make_reader(options.input, choose_dtype(options.dtype), options.quiet)),
      dtype_(choose_dtype(options.dtype).value_or(input().dtype.value_or(kDefaultDType))) {}

std::vector<data::ColumnName> Evaluation::names() const {
  std::vector<data::ColumnName> names;
  for (const Function& each : functions_) names.push_back({each.name(), each.title()});
  return names;
}

void Evaluation::run(data::Writer& writer, io::OutputFile& output, data::Summary* summary) {
  if (const auto* file = reader_->file()) require_other_file(*file, output);
  const auto note = [this](const std::string& text) {
    if (!options_.quiet) print_note(text);
  };
  std::ranges::for_each(input().notes, note);
  {
    io::Progress progress(input().extent, wants_progress(options_, output), options_.color);
    data::run({.reader = *reader_,
               .dtype = dtype_,
               .functions = functions_,
               .writer = writer,
               .output = output,
               .progress = progress,
               .threads = options_.threads.value_or(io::usable_processors()),
               .summary = summary});
  }
  report_bad_values(options_, reader_->bad_values());
  if (const auto last = reader_->last_note(); !last.empty()) note(last);
}

io::OutputFile open_output(const std::optional<std::string>& output) {
  return output && *output != "-" ? io::OutputFile(*output) : io::OutputFile();
}

}  // namespace silu::cli

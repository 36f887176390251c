#include "cli/rows.h"

#include <fmt/format.h>

#include "cli/choice.h"
#include "data/metrics.h"
#include "io/error.h"

namespace silu::cli {
namespace {

// Rows that are kept stay in their format.
const data::Format& choose_format(const RowsOptions& options, const data::Description& input) {
  if (const auto* format =
          given_format(options.format, options.output, data::formats(), {".txt", ".dat", ".log"})) {
    return *format;
  }
  return choose("format", input.kept ? input.kept->format : options.default_format,
                data::formats());
}

data::NumberStyle choose_style(const RowsOptions& options, const data::Format& format,
                               data::Reader& reader) {
  data::NumberStyle style;
  if (options.precision && !format.has_decimals) {
    throw io::Error(fmt::format(
        "--precision requires table or markdown output; {} prints every digit", format.name));
  }
  if (format.has_decimals) style = data::style_of(reader.preview());
  style.decimals = options.precision.value_or(style.decimals);
  return style;
}

// The place that --inplace writes to, if it can.
data::Frame choose_frame(const RowsOptions& options, const Evaluation& evaluation) {
  const auto& file = options.evaluation.input.file;
  if (!file || *file == "-") {
    throw io::Error("--inplace requires a file to rewrite, named with --input");
  }
  if (options.output || options.format || options.precision || options.metrics) {
    throw io::Error(
        "--inplace cannot be combined with --output, --format, --precision or --metrics");
  }
  if (evaluation.functions().size() != 1) {
    throw io::Error("--inplace takes one function; choose one with -f");
  }
  const auto& frame = evaluation.input().frame;
  if (!frame) {
    throw io::Error(*file + ": --inplace requires an npy, safetensors or raw file");
  }
  if (frame->dtype != evaluation.dtype()) {
    throw io::Error(fmt::format("{}: holds {}; --inplace cannot change its dtype to {}", *file,
                                name_of(frame->dtype), name_of(evaluation.dtype())));
  }
  return *frame;
}

void rewrite(const RowsOptions& options, Evaluation& evaluation) {
  const auto writer = data::make_inplace_writer(choose_frame(options, evaluation));
  const std::string& file = *options.evaluation.input.file;
  io::OutputFile output(file);
  if (!output.waits_for_commit()) throw io::Error(file + ": --inplace requires a regular file");
  evaluation.run(*writer, output);
}

std::unique_ptr<data::Writer> make_writer(const RowsOptions& options, const data::Format& format,
                                          Evaluation& evaluation) {
  const auto style = choose_style(options, format, evaluation.reader());
  const auto& kept = evaluation.input().kept;
  if (!kept) return format.make_writer(evaluation.names(), style);
  if (format.name == kept->format) return data::make_keep_writer(evaluation.names(), *kept);
  throw io::Error(fmt::format("--keep keeps the input's format: {} cannot be written as {}",
                              kept->format, format.name));
}

void require_metrics(const Evaluation& evaluation, const data::Format& format) {
  if (!data::has_metrics(evaluation.functions())) {
    throw io::Error(
        "--metrics compares functions with functions, and derivatives with derivatives of the same "
        "order; choose two of a kind with -f");
  }
  if (format.metrics == nullptr) {
    throw io::Error(fmt::format(
        "--metrics requires table, markdown or json output; {} has rows only", format.name));
  }
}

void print(const RowsOptions& options) {
  Evaluation evaluation(options.evaluation);
  if (options.inplace) return rewrite(options, evaluation);
  const auto& format = choose_format(options, evaluation.input());
  auto writer = make_writer(options, format, evaluation);
  std::optional<data::MetricsSummary> metrics;
  if (options.metrics) {
    require_metrics(evaluation, format);
    metrics.emplace(evaluation.functions(), evaluation.dtype());
    writer = data::make_metrics_writer(std::move(writer), *format.metrics, *metrics);
  }
  auto output = open_output(options.output);
  evaluation.run(*writer, output, metrics ? &*metrics : nullptr);
}

}  // namespace

RowsOptions& add_rows(CLI::App& command, RowsOptions defaults) {
  const auto options = std::make_shared<RowsOptions>(std::move(defaults));
  add_input_options(command, options->evaluation.input);
  command.add_flag("--keep", options->evaluation.input.keep,
                   "Pass the input's columns through and append the functions");
  add_function_options(command, options->evaluation);
  command
      .add_option("--format", options->format,
                  fmt::format("Output format: {} (default: from FILE's extension, else {})",
                              list(data::formats()), options->default_format))
      ->option_text("FORMAT");
  command
      .add_option("--precision", options->precision,
                  "Decimals of the functions in a table (default: 4)")
      ->check(CLI::Range(0, 100))
      ->option_text("N");
  command.add_option("-o,--output", options->output, "Write to FILE (- is standard output)")
      ->option_text("FILE");
  command.add_flag(
      "--inplace", options->inplace,
      "Replace the values in the input file (npy, safetensors, raw) by the function's");
  auto& evaluation = options->evaluation;
  add_run_options(command, evaluation.threads, evaluation.quiet, evaluation.color);
  command.callback([options] { print(*options); });
  return *options;
}

}  // namespace silu::cli

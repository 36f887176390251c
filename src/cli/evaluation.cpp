#include "cli/evaluation.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "cli/choice.h"
#include "cli/function.h"
#include "data/metrics.h"
#include "data/pipeline.h"
#include "io/error.h"
#include "io/processors.h"

namespace silu::cli {
namespace {

std::optional<DType> choose_dtype(const Evaluation& told) {
  if (!told.dtype) return {};
  return choose("dtype", *told.dtype, dtypes()).dtype;
}

// --format, else the one that the ending of the output file stands for, else nullptr.
const data::Format* told_format(const Evaluation& told) {
  if (told.format) return &choose("format", *told.format, told.formats);
  return told.output ? find_by_ending(told.formats, *told.output) : nullptr;
}

// Rows that are kept stay in their form.
const data::Format& default_format(const Evaluation& told,
                                   const std::optional<data::KeptRows>& kept) {
  const std::string_view name = kept ? kept->format : told.default_format;
  return choose("format", name, told.formats);
}

std::unique_ptr<data::Writer> make_writer(const data::Format& format,
                                          const std::optional<data::KeptRows>& kept,
                                          const std::vector<data::ColumnName>& names,
                                          const data::NumberStyle& style) {
  if (!kept) return format.make_writer(names, style);
  if (format.name == kept->format) return data::make_keep_writer(names, *kept);
  throw io::Error(fmt::format("--keep leaves the rows as they are: {} cannot become {}",
                              kept->format, format.name));
}

// What --metrics prints with the rows, if it is given.
std::optional<data::MetricsSummary> make_metrics(const Evaluation& told, const data::Format& format,
                                                 const std::vector<Function>& functions,
                                                 DType dtype) {
  if (!told.metrics) return {};
  if (!data::has_metrics(functions)) {
    throw io::Error("--metrics compares functions with the first one: name two with -f");
  }
  if (format.metrics == nullptr) {
    throw io::Error(
        fmt::format("--metrics is for table, markdown and json; {} has rows alone", format.name));
  }
  return data::MetricsSummary(functions, dtype);
}

// A bar would run into rows that come to the same terminal.
bool wants_progress(const Evaluation& told, bool to_file) {
  return !told.quiet && (to_file || !io::is_terminal(STDOUT_FILENO));
}

void report_bad_values(const Evaluation& told, std::uint64_t count) {
  if (count == 0) return;
  const bool skipped = told.input.on_error == "skip";
  std::fputs(fmt::format("silu-cli: {} {}, {}\n", count,
                         count == 1 ? "value is no number" : "values are no numbers",
                         skipped ? "skipped" : "taken for nan")
                 .c_str(),
             stderr);
}

data::NumberStyle choose_style(const Evaluation& told, const data::Format& format,
                               data::Reader& reader) {
  data::NumberStyle style;
  if (told.precision && !format.has_decimals) {
    throw io::Error(
        fmt::format("--precision is for table and markdown; {} prints every digit", format.name));
  }
  if (format.has_decimals) style.x_decimals = data::decimals_of(reader.preview());
  style.decimals = told.precision.value_or(style.decimals);
  style.ascii = told.ascii;
  return style;
}

// The place that --inplace writes to, if it can.
data::Frame choose_frame(const Evaluation& told, const data::Reader& reader, DType dtype,
                         std::span<const Function> functions) {
  if (!told.input.file || *told.input.file == "-") {
    throw io::Error("--inplace rewrites the file that --input names, and there is none");
  }
  if (told.output || told.format) {
    throw io::Error(
        "--inplace writes the input's form in the input's place: leave --output and "
        "--format out");
  }
  if (functions.size() != 1) {
    throw io::Error("--inplace takes one function; name one with -f");
  }
  const auto& frame = reader.description().frame;
  if (!frame) {
    throw io::Error(*told.input.file +
                    ": --inplace rewrites npy, safetensors and raw files, not this");
  }
  if (frame->dtype != dtype) {
    throw io::Error(fmt::format("{}: holds {}, and --inplace cannot make it {}", *told.input.file,
                                name_of(frame->dtype), name_of(dtype)));
  }
  return *frame;
}

// The file to write, if it is one.
std::optional<std::string> output_file(const Evaluation& told) {
  if (told.inplace) return told.input.file;
  return told.output == "-" ? std::nullopt : told.output;
}

std::vector<data::ColumnName> column_names(const std::vector<Function>& functions) {
  std::vector<data::ColumnName> names(functions.size());
  std::ranges::transform(functions, names.begin(), [](const Function& each) {
    return data::ColumnName{each.name(), each.title()};
  });
  return names;
}

}  // namespace

void evaluate(const Evaluation& told) {
  const auto functions = parse_functions(told.functions, told.derivative);
  const auto told_dtype = choose_dtype(told);
  const auto* asked_format = told_format(told);
  const auto reader = make_reader(told.input, told_dtype.value_or(DType::kFloat32));
  const DType dtype = told_dtype.value_or(reader->description().dtype.value_or(DType::kFloat32));
  const auto& kept = reader->description().kept;
  const auto& format = asked_format != nullptr ? *asked_format : default_format(told, kept);
  const auto style = choose_style(told, format, *reader);
  auto writer = told.inplace
                    ? data::make_inplace_writer(choose_frame(told, *reader, dtype, functions))
                    : make_writer(format, kept, column_names(functions), style);
  auto metrics = make_metrics(told, format, functions, dtype);
  if (metrics) writer = data::make_metrics_writer(std::move(writer), *format.metrics, *metrics);
  const auto file = output_file(told);
  auto output = file ? io::OutputFile(*file) : io::OutputFile();
  if (told.inplace && !output.is_atomic()) {
    throw io::Error(*told.input.file + ": --inplace replaces a file, and this is none");
  }
  const unsigned threads = told.threads.value_or(io::usable_processors());
  {
    io::Progress progress(reader->description().extent, wants_progress(told, file.has_value()),
                          told.color);
    data::run({.reader = *reader,
               .dtype = dtype,
               .functions = functions,
               .writer = *writer,
               .output = output,
               .progress = progress,
               .threads = threads,
               .summary = metrics ? &*metrics : nullptr});
  }
  report_bad_values(told, reader->bad_values());
}

}  // namespace silu::cli

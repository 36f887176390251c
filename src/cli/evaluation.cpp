#include "cli/evaluation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <thread>

#include "cli/arguments.h"
#include "cli/choice.h"
#include "data/error.h"
#include "data/pipeline.h"

namespace silu::cli {
namespace {

using data::Error;

NameList names_of(const Activation& activation) {
  NameList names = {activation.name, activation.title};
  names.insert(names.end(), activation.aliases.begin(), activation.aliases.end());
  return names;
}
NameList names_of(const DTypeName& dtype) {
  return {dtype.name, dtype.alias};
}
NameList names_of(const data::Format& format) {
  return {format.name};
}
NameList names_of(const data::InputFormat& format) {
  return {format.name};
}

template <class Rows>
const auto& choose_row(std::string_view kind, std::string_view given, const Rows& rows) {
  return choose(kind, given, rows, [](const auto& row) { return names_of(row); });
}

// "silu, relu": the names to show.
template <class Rows>
std::string list(const Rows& rows) {
  NameList names;
  for (const auto& row : rows) names.push_back(names_of(row).front());
  return fmt::format("{}", fmt::join(names, ", "));
}

// "silu,relu" becomes two names.
std::vector<std::string> split_names(const std::vector<std::string>& lists) {
  std::vector<std::string> names;
  for (const auto& each : lists) {
    std::size_t start = 0;
    for (std::size_t end = 0; end != std::string::npos; start = end + 1) {
      end = each.find(',', start);
      names.push_back(each.substr(start, end - start));
    }
  }
  return names;
}

std::vector<const Activation*> choose_activations(const std::vector<std::string>& names) {
  std::vector<const Activation*> chosen;
  for (const auto& name : names) {
    const Activation* activation = &choose_row("function", name, catalogue());
    if (std::ranges::count(chosen, activation) > 0) {
      throw Error(fmt::format("function '{}' is named twice", activation->name));
    }
    chosen.push_back(activation);
  }
  return chosen;
}

std::optional<DType> choose_dtype(const Evaluation& told) {
  if (!told.dtype) return {};
  return choose_row("dtype", *told.dtype, dtype_names()).dtype;
}

std::string_view name_of(DType dtype) {
  return std::ranges::find(dtype_names(), dtype, &DTypeName::dtype)->name;
}

// --format, else the one that the ending of the output file stands for, else nullptr.
const data::Format* told_format(const Evaluation& told) {
  if (told.format) return &choose_row("format", *told.format, data::formats());
  for (const auto& format : data::formats()) {
    for (const auto ending : format.endings) {
      if (told.output && told.output->ends_with(ending)) return &format;
    }
  }
  return nullptr;
}

// Rows that are kept stay in their form.
const data::Format& default_format(const Evaluation& told, const data::KeptRows* kept) {
  const std::string_view name = kept != nullptr ? kept->format : told.default_format;
  return choose_row("format", name, data::formats());
}

std::unique_ptr<data::Writer> make_writer(const data::Format& format, const data::KeptRows* kept,
                                          const std::vector<data::ColumnName>& names,
                                          const data::NumberStyle& style) {
  if (kept == nullptr) return format.make_writer(names, style);
  if (format.name == kept->format) return data::make_keep_writer(names, *kept);
  throw Error(fmt::format("--keep leaves the rows as they are: {} cannot become {}", kept->format,
                          format.name));
}

// A bar would run into rows that come to the same terminal.
bool shows_progress(const Evaluation& told, bool to_file) {
  if (told.quiet || ::isatty(STDERR_FILENO) == 0) return false;
  return to_file || ::isatty(STDOUT_FILENO) == 0;
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
    throw Error(
        fmt::format("--precision is for table and markdown; {} prints every digit", format.name));
  }
  if (format.has_decimals) style.x_decimals = reader.decimals();
  style.decimals = told.precision.value_or(style.decimals);
  return style;
}

// The place that --inplace writes to, if it can.
data::Frame choose_frame(const Evaluation& told, const data::Reader& reader, DType dtype) {
  if (!told.input.file || *told.input.file == "-") {
    throw Error("--inplace rewrites the file that --input names, and there is none");
  }
  if (told.output || told.format) {
    throw Error(
        "--inplace writes the input's form in the input's place: leave --output and "
        "--format out");
  }
  if (split_names(told.functions).size() != 1) {
    throw Error("--inplace takes one function; name one with -f");
  }
  const auto frame = reader.frame();
  if (!frame) {
    throw Error(*told.input.file + ": --inplace rewrites npy, safetensors and raw files, not this");
  }
  if (frame->dtype != dtype) {
    throw Error(fmt::format("{}: holds {}, and --inplace cannot make it {}", *told.input.file,
                            name_of(frame->dtype), name_of(dtype)));
  }
  return *frame;
}

data::OutputFile open_output(const Evaluation& told) {
  if (told.inplace) return data::OutputFile(*told.input.file);
  if (told.output && *told.output != "-") return data::OutputFile(*told.output);
  return {};
}

void run(const Evaluation& told) {
  const auto activations = choose_activations(split_names(told.functions));
  const auto told_dtype = choose_dtype(told);
  const auto* asked_format = told_format(told);
  const auto reader = make_reader(told.input, told_dtype.value_or(DType::kFloat32));
  const DType dtype = told_dtype.value_or(reader->dtype().value_or(DType::kFloat32));
  const auto* kept = reader->kept_rows();
  const auto& format = asked_format != nullptr ? *asked_format : default_format(told, kept);
  const auto style = choose_style(told, format, *reader);
  std::vector<data::ColumnName> names(activations.size());
  std::ranges::transform(activations, names.begin(), [](const Activation* each) {
    return data::ColumnName{std::string(each->name), std::string(each->title)};
  });
  const auto writer = told.inplace ? data::make_inplace_writer(choose_frame(told, *reader, dtype))
                                   : make_writer(format, kept, names, style);
  auto output = open_output(told);
  if (told.inplace && !output.is_atomic()) {
    throw Error(*told.input.file + ": --inplace replaces a file, and this is none");
  }
  const bool to_file = told.inplace || (told.output && *told.output != "-");
  const unsigned threads = told.threads.value_or(std::max(1U, std::thread::hardware_concurrency()));
  {
    data::Progress progress(reader->extent(), shows_progress(told, to_file));
    data::run(*reader, dtype, activations, *writer, output, progress, threads);
  }
  report_bad_values(told, reader->bad_values());
}

}  // namespace

void add_evaluation(CLI::App& command, Evaluation defaults) {
  const auto told = std::make_shared<Evaluation>(std::move(defaults));
  command
      .add_option("VALUES", told->input.values,
                  "Numbers (-2 .5 1e-3 0x1p-3 -inf nan), or - for standard input")
      ->option_text("...");
  command.add_option("-r,--range", told->input.range, "COUNT even steps from START to STOP")
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
                  fmt::format("What to evaluate, {} if not given: {}",
                              fmt::join(told->functions, ","), list(catalogue())))
      ->allow_extra_args(false)
      ->option_text("NAME,...");
  command
      .add_option("--dtype", told->dtype,
                  "Number format to compute in, that of the input or float32 if not given: " +
                      list(dtype_names()))
      ->option_text("DTYPE");
  command
      .add_option("--format", told->format,
                  fmt::format("How to print, {} if neither this nor FILE's ending says: {}",
                              told->default_format, list(data::formats())))
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
  for (auto* option : command.get_options()) option->transform(unmark_negative_number);
  command.callback([told] { run(*told); });
}

}  // namespace silu::cli

#include "cli/evaluation.h"

#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "cli/arguments.h"
#include "cli/choice.h"
#include "data/error.h"
#include "data/number.h"
#include "data/pipeline.h"

namespace silu::cli {
namespace {

using data::Error;
using data::quote;

double parse_end(const std::string& name, const std::string& text) {
  const auto value = data::parse_number<double>(text);
  if (value && std::isfinite(*value)) return *value;
  throw Error(fmt::format("--range: {} must be a finite number, not {}", name, quote(text)));
}

std::uint64_t parse_count(const std::string& text) {
  // By way of a number, so that 1e6 is a count as well.
  const auto value = data::parse_number<double>(text);
  constexpr auto kLargest = static_cast<double>(data::kLargestCount);
  if (value && *value >= 1 && *value <= kLargest && *value == std::floor(*value)) {
    return static_cast<std::uint64_t>(*value);
  }
  throw Error(fmt::format("--range: COUNT must be a whole number from 1 to {}, not {}",
                          data::kLargestCount, quote(text)));
}

std::unique_ptr<data::Reader> make_range_reader(const std::vector<std::string>& range) {
  const double start = parse_end("START", range[0]);
  const double stop = parse_end("STOP", range[1]);
  if (!std::isfinite(stop - start)) {
    throw Error(fmt::format("--range: from {} to {} is too far for a float64", range[0], range[1]));
  }
  return data::make_range_reader(start, stop, parse_count(range[2]));
}

std::unique_ptr<data::Reader> make_reader(const Evaluation& told) {
  if (!told.range.empty() && !told.values.empty()) {
    throw Error("values and --range exclude each other: give one of them");
  }
  if (!told.range.empty()) return make_range_reader(told.range);
  const bool dash = std::ranges::count(told.values, "-") > 0;
  if (dash && told.values.size() > 1) {
    throw Error("'-' (standard input) and other values exclude each other: give one of them");
  }
  if (!dash && !told.values.empty()) return data::make_values_reader(told.values);
  if (!dash && ::isatty(STDIN_FILENO) != 0) {
    throw Error(
        "no values: give some (-2 0 2), --range START STOP COUNT, or numbers on standard input");
  }
  return data::make_text_reader(STDIN_FILENO, "<stdin>");
}

DType find_dtype(std::string_view name) {
  std::vector<std::string_view> known;
  for (const auto& row : dtype_names()) {
    if (name == row.name || name == row.alias) return row.dtype;
    known.push_back(row.name);
  }
  throw_unknown("dtype", name, known);
}

const Activation* find_activation(std::string_view name) {
  std::vector<std::string_view> known;
  for (const auto& activation : catalogue()) {
    if (name == activation.name || std::ranges::count(activation.aliases, name) > 0) {
      return &activation;
    }
    known.push_back(activation.name);
  }
  throw_unknown("function", name, known);
}

// "silu,relu" becomes two names.
std::vector<std::string> split_names(const std::vector<std::string>& lists) {
  std::vector<std::string> names;
  for (const auto& list : lists) {
    std::size_t start = 0;
    for (std::size_t end = 0; end != std::string::npos; start = end + 1) {
      end = list.find(',', start);
      names.push_back(list.substr(start, end - start));
    }
  }
  return names;
}

std::vector<const Activation*> find_activations(const std::vector<std::string>& names) {
  std::vector<const Activation*> found;
  for (const auto& name : names) {
    const auto* activation = find_activation(name);
    if (std::ranges::count(found, activation) > 0) {
      throw Error(fmt::format("function '{}' is named twice", activation->name));
    }
    found.push_back(activation);
  }
  return found;
}

const data::Format& find_format(std::string_view name) {
  std::vector<std::string_view> known;
  for (const auto& format : data::formats()) {
    if (name == format.name) return format;
    known.push_back(format.name);
  }
  throw_unknown("format", name, known);
}

// --format, else the one that the ending of the output file stands for, else the default.
const data::Format& choose_format(const Evaluation& told) {
  if (!told.format.empty()) return find_format(told.format);
  for (const auto& format : data::formats()) {
    for (const auto ending : format.endings) {
      if (told.output.ends_with(ending)) return format;
    }
  }
  return find_format(told.default_format);
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

void run(const Evaluation& told) {
  const auto activations = find_activations(split_names(told.functions));
  const DType dtype = find_dtype(told.dtype);
  const auto& format = choose_format(told);
  const auto reader = make_reader(told);
  const auto style = choose_style(told, format, *reader);
  std::vector<data::ColumnName> names(activations.size());
  std::ranges::transform(activations, names.begin(), [](const Activation* each) {
    return data::ColumnName{std::string(each->name), std::string(each->title)};
  });
  const auto writer = format.make_writer(names, style);
  auto output = told.output.empty() || told.output == "-" ? data::OutputFile()
                                                          : data::OutputFile(told.output);
  data::run(*reader, dtype, activations, *writer, output);
}

std::string join(std::vector<std::string_view> names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

void add_evaluation(CLI::App& command, Evaluation defaults) {
  const auto told = std::make_shared<Evaluation>(std::move(defaults));
  std::vector<std::string_view> functions, formats, dtypes;
  for (const auto& each : catalogue()) functions.push_back(each.name);
  for (const auto& each : data::formats()) formats.push_back(each.name);
  for (const auto& each : dtype_names()) dtypes.push_back(each.name);

  command
      .add_option("VALUES", told->values,
                  "Numbers (-2, .5, 1e-3, 0x1p-3, -inf, nan), or - for standard input")
      ->transform(unmark_negative_number)
      ->type_name("");
  command.add_option("-r,--range", told->range, "COUNT evenly spaced values from START to STOP")
      ->expected(3)
      ->transform(unmark_negative_number)
      ->type_name("START STOP COUNT");
  command.add_option("-f,--function", told->functions, "What to evaluate: " + join(functions))
      ->allow_extra_args(false)
      ->type_name("NAME,…")
      ->default_str(fmt::format("{}", fmt::join(told->functions, ",")));
  command.add_option("--format", told->format, "How to print it: " + join(formats))
      ->type_name("FORMAT")
      ->default_str(told->default_format);
  command.add_option("--dtype", told->dtype, "Number format to compute in: " + join(dtypes))
      ->type_name("DTYPE")
      ->default_str(told->dtype);
  command.add_option("--precision", told->precision, "Decimals of the functions in a table")
      ->check(CLI::Range(0, 100))
      ->type_name("N")
      ->default_str("4");
  command.add_option("-o,--output", told->output, "Write to a file, whose ending names the format")
      ->type_name("FILE");
  command.callback([told] { run(*told); });
}

}  // namespace silu::cli

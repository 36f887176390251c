#include "cli/input.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "cli/choice.h"
#include "data/error.h"
#include "data/number.h"

namespace silu::cli {
namespace {

using data::Error;
using data::quote;

double parse_end(const std::string& name, const std::string& text) {
  const auto value = data::parse_number<double>(text);
  if (value && std::isfinite(*value)) return *value;
  throw Error(fmt::format("--range: {} must be a finite number, not {}", name, quote(text)));
}

// A whole number, written as such or as 1e6.
std::optional<std::uint64_t> parse_whole(const std::string& text) {
  std::uint64_t whole = 0;
  const char* end = text.data() + text.size();
  if (const auto [stop, error] = std::from_chars(text.data(), end, whole);
      stop == end && error == std::errc()) {
    return whole;
  }
  const auto value = data::parse_number<double>(text);
  const auto largest = static_cast<double>(data::kLargestCount);
  if (!value || !(*value >= 0 && *value <= largest) || *value != std::floor(*value)) return {};
  return static_cast<std::uint64_t>(*value);
}

std::uint64_t parse_count(const std::string& text) {
  const auto count = parse_whole(text);
  if (count && *count >= 1 && *count <= data::kLargestCount) return *count;
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

// --input-format, else the one that the ending stands for, else the first.
const data::InputFormat& choose_input_format(const Input& input, const std::string& file) {
  const auto formats = data::input_formats();
  if (input.format) {
    return choose("input format", *input.format, formats,
                  [](const data::InputFormat& format) { return NameList{format.name}; });
  }
  for (const auto& format : formats) {
    for (const auto ending : format.endings) {
      if (file.ends_with(ending)) return format;
    }
  }
  return formats.front();
}

std::unique_ptr<data::Reader> make_file_reader(const Input& input, const std::string& file,
                                               DType dtype) {
  const auto& format = choose_input_format(input, file);
  if (input.tensor && format.name != "safetensors") {
    throw Error(fmt::format("--tensor is for safetensors, and the input is {}", format.name));
  }
  return format.make_reader({.file = file, .dtype = dtype, .tensor = input.tensor});
}

}  // namespace

std::unique_ptr<data::Reader> make_reader(const Input& input, DType dtype) {
  if (!input.values.empty() + !input.range.empty() + input.every + input.file.has_value() > 1) {
    throw Error("values, --range, --every and --input exclude each other: give one of them");
  }
  if (input.every) {
    if (dtype != DType::kFloat64) return data::make_every_reader(dtype);
    throw Error("--every: float64 has 2^64 values, too many to list");
  }
  if (!input.range.empty()) return make_range_reader(input.range);
  if (input.file) return make_file_reader(input, *input.file, dtype);
  const bool dash = std::ranges::count(input.values, "-") > 0;
  if (dash && input.values.size() > 1) {
    throw Error("'-' (standard input) and other values exclude each other: give one of them");
  }
  if (!dash && !input.values.empty()) return data::make_values_reader(input.values);
  if (!dash && ::isatty(STDIN_FILENO) != 0) {
    throw Error(
        "no values: give some (-2 0 2), --range START STOP COUNT, --input FILE, or numbers on "
        "standard input");
  }
  return make_file_reader(input, "-", dtype);
}

}  // namespace silu::cli

#include "cli/input.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <exception>
#include <filesystem>
#include <optional>
#include <system_error>

#include "cli/choice.h"
#include "cli/function.h"
#include "cli/input_format.h"
#include "cli/messages.h"
#include "io/error.h"
#include "io/terminal.h"
#include "text/number.h"

namespace silu::cli {
namespace {

double parse_end(const std::string& name, const std::string& text) {
  const auto value = text::parse_number<double>(text);
  if (value && std::isfinite(*value)) return *value;
  throw io::Error(
      fmt::format("--range: {} must be a finite number, not {}", name, text::quote(text)));
}

// A whole number, written as such or as 1e6.
std::optional<std::uint64_t> parse_whole(const std::string& text) {
  std::uint64_t whole = 0;
  const char* end = text.data() + text.size();
  if (const auto [stop, error] = std::from_chars(text.data(), end, whole);
      stop == end && error == std::errc()) {
    return whole;
  }
  const auto value = text::parse_number<double>(text);
  const auto largest = static_cast<double>(data::kLargestCount);
  if (!value || !(*value >= 0 && *value <= largest) || *value != std::floor(*value)) return {};
  return static_cast<std::uint64_t>(*value);
}

std::uint64_t parse_count(const std::string& text) {
  const auto count = parse_whole(text);
  if (count && *count >= 1 && *count <= data::kLargestCount) return *count;
  throw io::Error(fmt::format("--range: COUNT must be an integer from 1 to {}, not {}",
                              data::kLargestCount, text::quote(text)));
}

std::unique_ptr<data::Reader> make_range_reader(const std::vector<std::string>& range) {
  const double start = parse_end("START", range[0]);
  const double stop = parse_end("STOP", range[1]);
  if (!std::isfinite(stop - start)) {
    throw io::Error(
        fmt::format("--range: the distance from {} to {} overflows float64", range[0], range[1]));
  }
  return data::make_range_reader(start, stop, parse_count(range[2]));
}

// A value that is not a number may be functions, which stand behind -f.
void require_no_function(const std::vector<std::string>& values) {
  const auto is_functions = [](const std::string& value) {
    if (text::parse_number<double>(value)) return false;
    try {
      parse_functions({value}, 0);
      return true;
    } catch (const std::exception&) {
      return false;
    }
  };
  const auto found = std::ranges::find_if(values, is_functions);
  if (found == values.end()) return;
  const bool plain = found->find_first_of(" \t()'\"") == found->npos;
  throw io::Error(fmt::format("{} is a function: give it with -f {}", text::quote(*found),
                              plain ? *found : text::quote(*found)));
}

// A value that is not a number may be the name of a file.
void require_no_file(const std::vector<std::string>& values) {
  const auto is_number = [](const std::string& value) {
    return value == "-" || text::parse_number<double>(value);
  };
  const auto other = std::ranges::find_if_not(values, is_number);
  std::error_code ignored;
  if (other == values.end() || !std::filesystem::exists(*other, ignored) ||
      std::filesystem::is_directory(*other, ignored)) {
    return;
  }
  throw io::Error(
      fmt::format("{0} is not a number; a file is read with --input {0}", text::quote(*other)));
}

struct OnErrorName {
  std::string_view name;
  data::OnError on_error;
};
constexpr OnErrorName kOnErrorNames[] = {
    {"stop", data::OnError::kStop}, {"nan", data::OnError::kNaN}, {"skip", data::OnError::kSkip}};

data::OnError choose_on_error(const Input& input) {
  return choose("error mode", input.on_error.value_or("stop"), kOnErrorNames).on_error;
}

// A delimiter must not be a character that numbers are made of or that CSV gives another meaning
// to.
std::optional<char> parse_delimiter(const std::optional<std::string>& text) {
  if (!text) return {};
  if (*text == "\\t") return '\t';
  const auto is_letter_or_digit = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && std::isalnum(byte) != 0;
  };
  if (text->size() == 1 && !is_letter_or_digit((*text)[0]) &&
      std::string_view("+-.\"\r\n").find((*text)[0]) == std::string_view::npos) {
    return (*text)[0];
  }
  throw io::Error(
      fmt::format("--delimiter must be one byte that is not part of a number, a quote or a line "
                  "ending, such as "
                  "';' or '\\t', not {}",
                  text::quote(*text)));
}

char parse_decimal(const std::optional<std::string>& text) {
  if (!text) return '.';
  if (*text == "." || *text == ",") return (*text)[0];
  throw io::Error(fmt::format("--decimal must be '.' or ',', not {}", text::quote(*text)));
}

std::optional<bool> parse_header(const Input& input) {
  if (input.header && input.no_header) {
    throw io::Error("give either --header or --no-header, not both");
  }
  if (input.header || input.no_header) return input.header;
  return {};
}

// "--on-error requires text, csv or tsv input, not npy"
void require(bool able, std::string_view option, bool data::InputFormat::*ability,
             std::string_view given) {
  if (able) return;
  NameList names;
  for (const auto& format : data::input_formats()) {
    if (format.*ability) names.push_back(format.name);
  }
  const std::size_t last = names.size() - 1;
  throw io::Error(fmt::format("{} requires {}{}{} input, not {}", option,
                              fmt::join(names.begin(), names.end() - 1, ", "),
                              last > 0 ? " or " : "", names[last], given));
}

// The options that only some formats of input have: format is that of a file, or nullptr.
void require_used(const Input& input, const data::InputFormat* format) {
  using data::InputFormat;
  if (input.format && format == nullptr) {
    throw io::Error("--input-format requires a file or standard input");
  }
  const std::string_view given = format != nullptr ? format->name : "values, --range or --every";
  const auto uses = [&](bool InputFormat::*ability) {
    return format != nullptr && format->*ability;
  };
  require(!input.column || uses(&InputFormat::has_columns), "--column", &InputFormat::has_columns,
          given);
  require(!input.keep || uses(&InputFormat::has_rows), "--keep", &InputFormat::has_rows, given);
  require(!input.delimiter || uses(&InputFormat::has_rows), "--delimiter", &InputFormat::has_rows,
          given);
  require(!input.header || uses(&InputFormat::has_rows), "--header", &InputFormat::has_rows, given);
  require(!input.no_header || uses(&InputFormat::has_rows), "--no-header", &InputFormat::has_rows,
          given);
  require(!input.decimal || uses(&InputFormat::has_decimal), "--decimal", &InputFormat::has_decimal,
          given);
  require(!input.tensor || uses(&InputFormat::has_tensors), "--tensor", &InputFormat::has_tensors,
          given);
  require(!input.on_error || uses(&InputFormat::is_text), "--on-error", &InputFormat::is_text,
          given);
}

std::unique_ptr<data::Reader> make_every_reader(std::optional<DType> dtype) {
  if (!dtype) {
    throw io::Error(
        fmt::format("--every requires --dtype: {0} has 2^{1} values; --dtype {0} lists them all",
                    name_of(kDefaultDType), 8 * size_of(kDefaultDType)));
  }
  if (size_of(*dtype) <= data::kLargestEveryBytes) return data::make_every_reader(*dtype);
  throw io::Error(fmt::format("--every: {} has 2^{} values, too many to list", name_of(*dtype),
                              8 * size_of(*dtype)));
}

// Opens an input whose format is not given, and finds out.
const data::InputFormat& recognize(const Input& input, io::InputFile& file, bool quiet) {
  const auto& format = recognize_input_format(input, file);
  require_used(input, &format);
  if (!quiet && &format != &data::input_formats().front()) {
    print_note(fmt::format("{}: recognized as {}; --input-format overrides this", file.name(),
                           format.name));
  }
  return format;
}

std::unique_ptr<data::Reader> make_file_reader(const Input& input, const std::string& file,
                                               DType dtype, bool quiet) {
  const auto* format = given_input_format(input, file);
  if (format != nullptr) require_used(input, format);
  const auto on_error = choose_on_error(input);
  const auto opened = std::make_shared<io::InputFile>(file);
  if (format == nullptr || !format->is_bare) require_own_format(input, format, *opened);
  if (format == nullptr) format = &recognize(input, *opened, quiet);
  return format->make_reader({.file = file,
                              .opened = opened,
                              .dtype = dtype,
                              .tensor = input.tensor,
                              .column = input.column,
                              .keep = input.keep,
                              .delimiter = parse_delimiter(input.delimiter),
                              .header = parse_header(input),
                              .decimal = parse_decimal(input.decimal),
                              .on_error = on_error});
}

}  // namespace

bool is_given(const Input& input) {
  return !input.values.empty() || !input.range.empty() || input.file || input.every;
}

std::unique_ptr<data::Reader> make_reader(const Input& input, std::optional<DType> dtype,
                                          bool quiet) {
  choose_on_error(input);  // an unknown one is the first thing to say
  require_no_function(input.values);
  require_no_file(input.values);
  if (!input.values.empty() + !input.range.empty() + input.every + input.file.has_value() > 1) {
    throw io::Error("give only one of values, --range, --every and --input");
  }
  const bool dash = std::ranges::count(input.values, "-") > 0;
  if (input.every || !input.range.empty() || (!input.values.empty() && !dash)) {
    require_used(input, nullptr);
  }
  if (input.every) return make_every_reader(dtype);
  if (!input.range.empty()) return make_range_reader(input.range);
  const DType file_dtype = dtype.value_or(kDefaultDType);
  if (input.file) return make_file_reader(input, *input.file, file_dtype, quiet);
  if (dash && input.values.size() > 1) {
    throw io::Error("give either - (standard input) or values, not both");
  }
  if (!dash && !input.values.empty()) return data::make_values_reader(input.values);
  if (!dash && io::is_terminal(STDIN_FILENO)) {
    throw io::Error(
        "no values: give some (-2 0 2), --range START STOP COUNT, --input FILE, or numbers on "
        "standard input");
  }
  return make_file_reader(input, "-", file_dtype, quiet);
}

}  // namespace silu::cli

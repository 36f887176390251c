#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "check/core/hard_inputs.h"
#include "check/inputs.h"
#include "check/library.h"
#include "check/merge.h"
#include "check/part.h"
#include "check/program.h"
#include "check/read_report.h"
#include "check/report.h"
#include "check/self_test.h"
#include "check/summary.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/evaluation.h"
#include "cli/function.h"
#include "cli/messages.h"
#include "io/error.h"
#include "io/output_file.h"
#include "io/processors.h"
#include "text/align.h"
#include "text/number.h"

namespace silu::cli {
namespace {

constexpr auto kDescription =
    "Check results of another implementation against the correctly rounded ones";

constexpr auto kExamples = R"(Examples:
  silu-cli check -f silu --dtype bfloat16 --every --result y.raw
  silu-cli check -f silu --input x.npy --result y.npy
  silu-cli check -f silu --input pairs.csv --column x --result-column y
  silu-cli check -f 'gelu(tanh)' --hard --result y.raw --max-steps 1
  silu-cli check --merge part1.json part2.json

Exit status: 0 within the limits, 1 beyond them, 2 if nothing was measured.)";

struct Options {
  Input input = {};
  std::string function = {};
  std::optional<std::string> dtype = {};
  std::optional<std::uint64_t> sample = {};
  std::uint64_t seed = 0;
  std::optional<std::string> part = {};
  std::vector<std::string> merged = {};

  std::vector<std::string> results = {};
  std::optional<std::string> result_format = {};
  std::optional<std::string> result_column = {};
  std::optional<std::string> result_dtype = {};
  std::optional<std::string> library = {};
  std::optional<std::string> symbol = {};
  std::vector<std::vector<std::string>> programs = {};  ///< each with its arguments
  std::optional<double> timeout = {};
  std::optional<std::string> gradient = {};

  std::string subnormals = "keep";
  check::Limits limits = {};
  std::optional<std::string> max_misrounded = {};
  std::optional<std::string> close = {};
  std::optional<std::string> baseline = {};
  std::size_t worst = 10;

  std::optional<std::string> format = {};
  std::optional<std::string> output = {};
  std::string command = {};  ///< as it was typed, for the report
  std::optional<unsigned> threads = {};
  io::ColorMode color = io::ColorMode::kAuto;

  bool hard = false;
  bool self_test = false;
  bool convert = false;
  bool lanes = false;
  bool backward = false;
  bool signed_zero = false;
  bool quiet = false;
};

struct SubnormalsName {
  std::string_view name;
  check::Subnormals subnormals;
};
constexpr SubnormalsName kSubnormalsNames[] = {{"keep", check::Subnormals::kKeep},
                                               {"flush", check::Subnormals::kFlush},
                                               {"flush-inputs", check::Subnormals::kFlushInputs}};

// "0.1%", or "0.001"
double parse_share(const std::string& text) {
  const bool is_percent = text.ends_with('%');
  const auto number =
      text::parse_number<double>(text.substr(0, text.size() - (is_percent ? 1 : 0)));
  const double share = number ? *number / (is_percent ? 100 : 1) : -1;
  if (share >= 0 && share <= 1) return share;
  throw io::Error(fmt::format("--max-misrounded must be a share such as 0.1% or 0.001, not {}",
                              text::quote(text)));
}

// "1e-5,1e-8"
check::Tolerance parse_tolerance(const std::string& text) {
  const auto comma = text.find(',');
  if (comma != text.npos) {
    const auto relative = text::parse_number<double>(text.substr(0, comma));
    const auto absolute = text::parse_number<double>(text.substr(comma + 1));
    if (relative && absolute && *relative >= 0 && *absolute >= 0) return {*relative, *absolute};
  }
  throw io::Error(fmt::format("--also-allclose must be RTOL,ATOL, such as 1e-5,1e-8, not {}",
                              text::quote(text)));
}

check::Part parse_part(const std::string& text) {
  if (const auto part = check::parse_part(text)) return *part;
  throw io::Error(
      fmt::format("--part must be I/N with 1 <= I <= N, such as 2/3, not {}", text::quote(text)));
}

// A whole number from least up; CLI11 takes -1 for the largest one.
CLI::Validator whole_number_from(std::uint64_t least) {
  return CLI::Validator(
      [least](std::string& text) {
        std::uint64_t number = 0;
        const char* const end = text.data() + text.size();
        const auto [stop, error] = std::from_chars(text.data(), end, number);
        if (stop == end && error == std::errc() && number >= least) return std::string();
        return fmt::format("must be a whole number from {} up, not {}", least, text::quote(text));
      },
      "");
}

CLI::Validator above_zero() {
  return CLI::Validator(
      [](std::string& text) {
        const auto number = text::parse_number<double>(text);
        if (number && std::isfinite(*number) && *number > 0) return std::string();
        return fmt::format("must be a number above 0, not {}", text::quote(text));
      },
      "");
}

// Sizes that are 1 do not change the order of the values.
std::vector<std::uint64_t> sizes_of(const data::Shape& shape) {
  std::vector<std::uint64_t> sizes;
  std::ranges::copy_if(shape.sizes, std::back_inserter(sizes),
                       [](std::uint64_t size) { return size != 1; });
  return sizes;
}

// Arrays whose values may stand in another order.
void require_same_shape(const data::Reader& inputs, const data::Reader& results) {
  const auto& x = inputs.description().shape;
  const auto& y = results.description().shape;
  if (!x || !y || inputs.file() == nullptr || results.file() == nullptr) return;
  const auto x_sizes = sizes_of(*x);
  const auto y_sizes = sizes_of(*y);
  if (x_sizes.size() < 2 || y_sizes.size() < 2) return;
  if (x_sizes == y_sizes && x->fortran_order == y->fortran_order) return;
  const auto describe = [](const data::Shape& shape) {
    return fmt::format("({}){}", fmt::join(shape.sizes, ", "),
                       shape.fortran_order ? " in Fortran order" : "");
  };
  throw io::Error(fmt::format("{}: has the shape {}, but {} {}", results.file()->name(),
                              describe(*y), inputs.file()->name(), describe(*x)));
}

std::string file_name(const data::Reader& reader) {
  return reader.file() != nullptr ? reader.file()->name() : "the file";
}

// Rows are counted, not written.
class NoWriter : public data::Writer {
 public:
  void format(const data::Chunk&, Text& text) const override { text.clear(); }
};

// Where results come from: each is a kernel, or a file.
struct Source {
  std::string name;
  std::unique_ptr<data::Reader> reader;
  std::optional<std::string> failure = {};          ///< of the kernel, if it is one
  std::unique_ptr<check::LaneFindings> lanes = {};  ///< if they are looked for
};

// The results of a kernel, which notes how it failed.
class KernelReader : public data::Reader {
 public:
  KernelReader(std::unique_ptr<data::Reader> results, std::optional<std::string>& failure)
      : results_(std::move(results)), failure_(failure) {
    description_ = results_->description();
  }

  data::Preview preview() override { return results_->preview(); }
  bool next(data::Block& block) override {
    try {
      return results_->next(block);
    } catch (const check::Failure& error) {
      failure_ = error.what();
      throw;
    }
  }
  void parse(const data::Block& block, data::Chunk& chunk) const override {
    results_->parse(block, chunk);
  }

 private:
  const std::unique_ptr<data::Reader> results_;
  std::optional<std::string>& failure_;
};

// What a format of input has no use for is of another file.
void leave_out_unused(Input& input, const data::InputFormat& format) {
  if (!format.has_columns) input.column.reset();
  if (!format.has_tensors) input.tensor.reset();
  if (!format.has_decimal) input.decimal.reset();
  if (!format.is_text) input.on_error.reset();
  if (format.has_rows) return;
  input.delimiter.reset();
  input.header = input.no_header = false;
}

// A check whose inputs are open.
class Check {
 public:
  explicit Check(const Options& options)
      : options_(options),
        function_(parse_function(options.function)),
        inputs_(open_inputs(options.quiet)),
        dtype_(choose_dtype(options.dtype)
                   .value_or(inputs_->description().dtype.value_or(kDefaultDType))),
        result_dtype_(choose_dtype(options.result_dtype).value_or(dtype_)),
        checker_(function_, checker_options()) {
    if (options.limits.baseline) check::require_baseline_of(checker_, *options.limits.baseline);
    require_dtype(*inputs_, dtype_, "--dtype");
    if (options.part) choose_part();
    open_results();
    if (sources_.empty()) {
      throw io::Error(
          "no results to check: give --result FILE, --result-column NAME, --library FILE with "
          "--symbol NAME, or a program behind --");
    }
    if (options.gradient && !options.backward) throw io::Error("--grad requires --backward");
    if (options.backward) gradients_ = open_gradients();
  }

  check::Report run() {
    // Only of so many inputs, known beforehand, are formulas compared with some.
    constexpr std::uint64_t kMany = std::uint64_t{1} << 22;
    const auto count = known_inputs();
    check::CheckSummary summary(checker_, sources_.size(), count.value_or(0) > kMany);
    bool failed = false;
    try {
      measure(summary);
    } catch (const check::Failure&) {
      failed = true;
    }
    check::Report report = {.checker = checker_,
                            .source = source(),
                            .is_exhaustive = options_.input.every && !options_.backward && !failed,
                            .is_converted = is_converted_,
                            .version = SILU_VERSION,
                            .command = options_.command,
                            .limits = options_.limits,
                            .part = part_,
                            .all_inputs = all_inputs_};
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      const Source& source = sources_[i];
      const check::Tally& tally = summary.tally(i);
      report.results.push_back({.name = source.name, .tally = tally, .judgements = {}});
      check::Result& result = report.results.back();
      if (failed) {
        result.failure = source.failure.value_or(check::kOtherFailed);
        continue;
      }
      const auto& baseline = options_.limits.baseline;
      if (baseline && !part_) check::require_baseline_of(tally, *baseline);
      result.judgements = check::judge(tally, options_.limits);
      result.formulas = summary.formulas(i);
      if (source.lanes) result.add_lanes(*source.lanes);
    }
    return report;
  }

 private:
  check::Options checker_options() const {
    check::Options options = {
        .input_dtype = dtype_,
        .result_dtype = result_dtype_,
        .is_backward = options_.backward,
        .signed_zero = options_.signed_zero,
        .subnormals = choose("subnormals mode", options_.subnormals, kSubnormalsNames).subnormals,
        .must_be_monotone = options_.limits.monotone,
        .must_be_in_range = options_.limits.in_range,
        .max_steps = options_.limits.max_steps.value_or(0),
        .measures_errors = options_.limits.max_rel.has_value(),
        .most_findings = options_.worst};
    if (options_.limits.max_ulp) options.max_ulp = *options_.limits.max_ulp;
    if (options_.close) options.close = parse_tolerance(*options_.close);
    return options;
  }

  // The inputs can be opened several times: a program is fed while it is judged.
  std::unique_ptr<data::Reader> open_inputs(bool quiet) const {
    const auto dtype = choose_dtype(options_.dtype);
    const Input& input = options_.input;
    const bool has_input = is_given(input);
    if (has_input + options_.hard + options_.sample.has_value() > 1) {
      throw io::Error("give only one of values, --range, --every, --hard, --sample and --input");
    }
    if (options_.hard) {
      const DType x = dtype.value_or(kDefaultDType);
      const Function judged =
          options_.backward ? function_.derivative(function_.order() + 1) : function_;
      return check::make_list_reader(
          check::hard_inputs(judged, x, choose_dtype(options_.result_dtype).value_or(x)));
    }
    if (options_.sample) return check::make_sample_reader(*options_.sample, options_.seed);
    if (input.on_error == "skip") {
      throw io::Error("--on-error skip would shift the inputs against their results");
    }
    if (!has_input) {
      throw io::Error(
          "no inputs: give --every, --hard, --sample N, --range START STOP COUNT, --input FILE or "
          "values");
    }
    return make_reader(input, input.every ? dtype.value_or(kDefaultDType) : dtype, quiet);
  }

  // Those of all parts, if their number is known beforehand.
  std::optional<std::uint64_t> known_inputs() const {
    return part_ ? all_inputs_ : inputs_->known_count();
  }

  void choose_part() {
    const check::Part part = parse_part(*options_.part);
    all_inputs_ = count_inputs();
    if (part.of > all_inputs_) {
      throw io::Error(
          fmt::format("--part {}: there are only {} inputs", *options_.part, all_inputs_));
    }
    part_ = part;
    inputs_ = cut(std::move(inputs_), dtype_);
  }

  std::uint64_t count_inputs() const {
    if (const auto count = inputs_->known_count()) return *count;
    const auto* const file = inputs_->file();
    if (file == nullptr || file->bytes_left() == 0) {
      throw io::Error("--part requires inputs that can be counted beforehand, no pipe");
    }
    return check::count_values(*open_inputs(true));
  }

  // The rows of the part. The last one has all that follow, so that too many are seen.
  std::unique_ptr<data::Reader> cut(std::unique_ptr<data::Reader> reader, DType dtype) const {
    if (!part_) return reader;
    const auto count = reader->known_count();
    if (count && *count != all_inputs_) {
      throw io::Error(
          fmt::format("{}: has {} values for {} inputs", file_name(*reader), *count, all_inputs_));
    }
    check::Rows rows = check::rows_of(*part_, all_inputs_);
    if (!count && part_->index == part_->of) rows.last = check::Rows().last;
    return check::make_rows_reader(std::move(reader), dtype, rows);
  }

  std::string source() const {
    const Input& input = options_.input;
    if (input.every) return "every bit pattern";
    if (options_.hard) return "hard inputs";
    if (options_.sample) {
      return fmt::format("sample of {}, seed {}", *options_.sample, options_.seed);
    }
    if (!input.range.empty()) return fmt::format("range {}", fmt::join(input.range, " "));
    return input.file ? *input.file : "values";
  }

  // A file's own dtype is not silently given up.
  void require_dtype(const data::Reader& reader, DType dtype, std::string_view option) {
    const auto own = reader.description().dtype;
    if (!own || *own == dtype) return;
    if (!options_.convert) {
      throw io::Error(fmt::format("{}: holds {}, not {}: give {} {}, or --convert",
                                  file_name(reader), name_of(*own), name_of(dtype), option,
                                  name_of(*own)));
    }
    is_converted_ = true;
  }

  std::unique_ptr<data::Reader> open_file(const std::string& file,
                                          const std::optional<std::string>& column) {
    Input input = options_.input;
    input.values = {};
    input.range = {};
    input.every = false;
    input.keep = false;
    input.file = file;
    if (column) input.column = column;
    const auto* format = find_by_extension(data::input_formats(), file);
    if (options_.result_format) {
      input.format = options_.result_format;
    } else if (format != nullptr) {
      input.format = std::string(format->name);
    }
    if (format != nullptr) leave_out_unused(input, *format);
    return make_reader(input, result_dtype_, options_.quiet);
  }

  void open_results() {
    for (const std::string& file : options_.results) {
      if (file == "-" && options_.input.file == "-") {
        throw io::Error("inputs and results cannot both come from standard input");
      }
      add_file(file, file, options_.result_column);
    }
    if (options_.results.empty() && options_.result_column) {
      const auto& file = options_.input.file;
      if (!file || *file == "-") {
        throw io::Error("--result-column requires --input FILE, or --result FILE");
      }
      add_file(*file + ":" + *options_.result_column, *file, options_.result_column);
    }
    open_kernels();
  }

  void add_file(const std::string& name, const std::string& file,
                const std::optional<std::string>& column) {
    auto reader = open_file(file, column);
    require_dtype(*reader, result_dtype_, "--result-dtype");
    require_same_shape(*inputs_, *reader);
    sources_.push_back({name, cut(std::move(reader), result_dtype_)});
  }

  void open_kernels() {
    if (options_.library.has_value() != options_.symbol.has_value()) {
      throw io::Error("--library FILE and --symbol NAME require each other");
    }
    if (options_.lanes && !options_.library && options_.programs.empty()) {
      throw io::Error("--lanes requires a program or --library");
    }
    // The library first: its process must begin before there are threads.
    if (options_.library) {
      add_kernel(fmt::format("{}: {}", *options_.library, *options_.symbol),
                 [&](check::Feed feed, const check::ProcessOptions& process) {
                   return check::make_library_reader(*options_.library, *options_.symbol,
                                                     std::move(feed), process);
                 });
    }
    for (const auto& program : options_.programs) {
      if (program.empty()) throw io::Error("a program must follow --");
      add_kernel(fmt::format("{}", fmt::join(program, " ")),
                 [&](check::Feed feed, const check::ProcessOptions& process) {
                   return check::make_program_reader(program, std::move(feed), process);
                 });
    }
  }

  template <class MakeReader>
  void add_kernel(std::string name, const MakeReader& make_reader) {
    Source& source = sources_.emplace_back(Source{std::move(name), nullptr});
    if (options_.lanes) source.lanes = std::make_unique<check::LaneFindings>();
    auto results = make_reader(make_feed(), {.result_dtype = result_dtype_,
                                             .timeout_seconds = options_.timeout,
                                             .lanes = source.lanes.get()});
    source.reader = std::make_unique<KernelReader>(std::move(results), source.failure);
  }

  check::Feed make_feed() {
    if (options_.input.file == "-" || std::ranges::count(options_.input.values, "-") > 0) {
      throw io::Error(
          "a kernel that is run cannot have its inputs from standard input: give a file");
    }
    std::vector<std::unique_ptr<data::Reader>> columns;
    columns.push_back(cut(open_inputs(options_.quiet), dtype_));
    if (options_.backward) columns.push_back(open_gradients());
    return check::Feed(std::move(columns), dtype_);
  }

  std::unique_ptr<data::Reader> open_gradients() {
    if (options_.gradient) {
      Input input;
      input.command = options_.input.command;
      input.file = options_.gradient;
      input.format = options_.input.format;
      auto reader = make_reader(input, dtype_, options_.quiet);
      require_dtype(*reader, dtype_, "--dtype");
      return cut(std::move(reader), dtype_);
    }
    const auto count = known_inputs();
    if (!count) throw io::Error("--backward of inputs of unknown number requires --grad FILE");
    return cut(check::make_gradient_reader(*count, options_.seed), dtype_);
  }

  void measure(check::CheckSummary& summary) {
    std::vector<data::Beside> beside;
    if (gradients_) beside.push_back({*gradients_, dtype_});
    for (const Source& each : sources_) beside.push_back({*each.reader, result_dtype_});
    NoWriter writer;
    io::OutputFile nowhere("/dev/null");
    io::Progress progress(inputs_->description().extent, !options_.quiet, options_.color);
    data::run({.reader = *inputs_,
               .dtype = dtype_,
               .functions = {},
               .writer = writer,
               .output = nowhere,
               .progress = progress,
               .threads = options_.threads.value_or(io::usable_processors()),
               .summary = &summary,
               .beside = beside});
  }

  const Options& options_;
  const Function function_;
  std::unique_ptr<data::Reader> inputs_;
  const DType dtype_;
  const DType result_dtype_;
  const check::Checker checker_;
  bool is_converted_ = false;
  std::optional<check::Part> part_ = {};
  std::uint64_t all_inputs_ = 0;  // of all parts
  std::deque<Source> sources_;    // which readers refer to
  std::unique_ptr<data::Reader> gradients_;
};

// Without another limit on how far results are off, none may be.
void set_limits(Options& options) {
  check::Limits& limits = options.limits;
  if (options.max_misrounded) limits.max_misrounded = parse_share(*options.max_misrounded);
  if (options.baseline) limits.baseline = check::read_baseline(*options.baseline);
  if (limits.max_ulp && !(*limits.max_ulp >= 0.5)) {
    throw io::Error("--max-ulp must be at least 0.5: that is what correct rounding may take");
  }
  const bool is_limited = limits.max_steps || limits.max_ulp || limits.p99_steps ||
                          limits.max_misrounded || limits.max_rel || limits.baseline;
  if (!is_limited) limits.max_steps = 0;
}

const check::Format& format_of(const Options& options) {
  const auto* format = given_format(options.format, options.output, check::formats());
  return format != nullptr ? *format : check::formats().front();
}

// What is void is an error as well as a report.
void require_measured(const check::Report& report) {
  for (const auto& each : report.results) {
    if (each.failure && *each.failure != check::kOtherFailed) throw io::Error(*each.failure);
  }
  for (const auto& each : report.results) {
    if (each.tally.inputs == 0) throw io::Error(each.name + ": nothing was measured");
  }
}

// A report in a file does not show in a log.
void print_failed_limits(const check::Report& report) {
  for (const auto& result : report.results) {
    for (const auto& each : result.judgements) {
      if (each.pass) continue;
      print_note(fmt::format("{}: {} is {:.9g}, allowed {:.9g}", result.name, each.name, each.value,
                             each.limit));
    }
  }
}

check::Verdict print(const check::Report& report, const check::Format& format,
                     const Options& options) {
  auto output = open_output(options.output);
  output.write(format.write(report));
  output.commit();
  require_measured(report);
  if (options.output && !options.quiet) print_failed_limits(report);
  return report.verdict();
}

// A report would take the place of what was checked.
void require_other_output(const Options& options) {
  if (!options.output || *options.output == "-") return;
  std::vector<std::string> inputs = options.results;
  for (const auto& each : {options.input.file, options.gradient, options.library}) {
    if (each) inputs.push_back(*each);
  }
  for (const auto& each : inputs) {
    std::error_code none;
    if (!std::filesystem::equivalent(each, *options.output, none) ||
        !std::filesystem::is_regular_file(each, none)) {
      continue;
    }
    throw io::Error(fmt::format("-o {}: is an input of the check", *options.output));
  }
}

check::Verdict run(Options options) {
  const auto& format = format_of(options);
  if (!options.merged.empty()) {
    const check::ReadReport whole = check::merge_parts(options.merged);
    return print(whole.report, format, options);
  }
  set_limits(options);
  require_other_output(options);
  Check check(options);
  return print(check.run(), format, options);
}

check::Verdict run_self_test() {
  std::vector<text::Cells> rows;
  bool found_all = true;
  for (const auto& each : check::self_test(check::judge_in_pieces)) {
    found_all &= each.found;
    rows.push_back(
        {each.kind, fmt::format("{} times", each.planted), each.found ? "found" : "NOT FOUND"});
  }
  std::string lines;
  for (const auto& line : text::align(rows, "  ", {0})) lines += line + "\n";
  io::write_standard_output(lines);
  return found_all ? check::Verdict::kPass : check::Verdict::kFail;
}

// --merge and --self-test take no options of a check: a merged report has those of its parts.
void require_alone(const CLI::App& command, const std::string& name) {
  if (command.count(name) == 0) return;
  constexpr std::string_view kOthers[] = {"--format", "--output", "--quiet", "--color"};
  for (const auto* option : command.get_options()) {
    const std::string each = option->get_name();
    if (option->count() == 0 || each == name || std::ranges::count(kOthers, each) > 0) continue;
    throw io::Error(fmt::format("{} and {} exclude each other", name, each));
  }
}

void add_sources(CLI::App& command, Options& options) {
  add_input_options(command, options.input);
  command.add_flag("--hard", options.hard,
                   "Inputs where kernels fail: limits of binades, zeros, kinks, ties ...");
  command.add_option("--sample", options.sample, "N inputs, uniform over the bit patterns")
      ->check(whole_number_from(1))
      ->option_text("N");
  command.add_option("--seed", options.seed, "Seed of --sample and of gradients (default: 0)")
      ->check(whole_number_from(0))
      ->option_text("S");
  command
      .add_option("--part", options.part,
                  "Check part I of N of the inputs, for --merge of JSON reports")
      ->option_text("I/N");
  command.add_flag("--self-test", options.self_test,
                   "Plant faults among our own results, and say whether each kind is found");
  command.add_option("--merge", options.merged, "Print the whole report from those of all parts")
      ->option_text("FILE...");
  command
      .add_option("--dtype", options.dtype,
                  fmt::format("Data type of inputs: {} (default: the input's, else {})",
                              list(dtypes()), name_of(kDefaultDType)))
      ->option_text("DTYPE");
}

void add_kernels(CLI::App& command, Options& options) {
  command
      .add_option("--result", options.results, "Results in FILE; several times for several kernels")
      ->allow_extra_args(false)
      ->option_text("FILE");
  command
      .add_option("--result-column", options.result_column,
                  "Column of results, in FILE or in that of --input")
      ->option_text("NAME|INDEX");
  command
      .add_option("--result-format", options.result_format,
                  "Format of FILE (default: from its extension, else --input-format)")
      ->option_text("FORMAT");
  command
      .add_option("--result-dtype", options.result_dtype,
                  "Data type of results (default: that of inputs)")
      ->option_text("DTYPE");
  command.add_flag("--convert", options.convert, "Convert files of another data type");
  command
      .add_option("--library", options.library,
                  "Shared library of a kernel void f(const T* x, T* y, size_t n)")
      ->option_text("FILE");
  command.add_option("--symbol", options.symbol, "Name of that function")->option_text("NAME");
  command
      .add_option("--timeout", options.timeout,
                  "Give up after so long without a result (default: never)")
      ->check(above_zero())
      ->option_text("SECONDS");
  command.add_flag("--lanes", options.lanes,
                   "Run each input at several places and beside infinity and NaN, too");
  command.add_flag("--backward", options.backward,
                   "Results are gradients dx = dy f'(x); f(x, dy, dx, n) in a library");
  command.add_option("--grad", options.gradient, "Read dy from FILE (default: random)")
      ->option_text("FILE");
}

void add_limits(CLI::App& command, Options& options) {
  auto& limits = options.limits;
  command
      .add_option("--max-steps", limits.max_steps,
                  "Representable values off, at most (default: 0 without other limits)")
      ->check(whole_number_from(0))
      ->option_text("N");
  command.add_option("--max-ulp", limits.max_ulp, "ULP error against the exact value, at most")
      ->option_text("U");
  command.add_option("--p99-steps", limits.p99_steps, "Steps of 99 % of the results, at most")
      ->check(whole_number_from(0))
      ->option_text("N");
  command
      .add_option("--max-misrounded", options.max_misrounded,
                  "Share that is not correctly rounded, at most: 0.1% or 0.001")
      ->option_text("SHARE");
  command.add_option("--max-rel", limits.max_rel, "Relative error, at most")
      ->check(above_zero())
      ->option_text("E");
  command
      .add_option("--allow", limits.allow,
                  "Results that may exceed --max-steps or --max-ulp (default: 0)")
      ->check(whole_number_from(0))
      ->option_text("N");
  command.add_flag("--monotone", limits.monotone,
                   "Results must have the order of the exact values, one after the other");
  command.add_flag("--in-range", limits.in_range, "Results must lie in the range of the function");
  command.add_option("--baseline", options.baseline, "No worse than a JSON report")
      ->option_text("FILE");
  command
      .add_option("--subnormals", options.subnormals,
                  "What a kernel may do with subnormals: keep, flush, flush-inputs "
                  "(default: keep)")
      ->option_text("HOW");
  command.add_flag("--signed-zero", options.signed_zero, "+0 and -0 are not the same");
  command
      .add_option("--also-allclose", options.close, "Say whether numpy.allclose would pass, too")
      ->option_text("RTOL,ATOL");
}

void add_report(CLI::App& command, Options& options) {
  command
      .add_option("--worst", options.worst, "How many results and regions to list (default: 10)")
      ->check(CLI::Range(0, 1000))
      ->option_text("K");
  command
      .add_option("--format", options.format,
                  fmt::format("Format of the report: {} (default: from FILE's extension, else {})",
                              list(check::formats()), check::formats().front().name))
      ->option_text("FORMAT");
  command.add_option("-o,--output", options.output, "Write to FILE (- is standard output)")
      ->option_text("FILE");
  add_run_options(command, options.threads, options.quiet, options.color);
}

}  // namespace

void add_check(CLI::App& app, const CommandLine& line, int& status) {
  auto& command = *app.add_subcommand("check", kDescription);
  command.footer(kExamples);
  const auto options = std::make_shared<Options>();
  command.add_option("-f,--function", options->function, "Function; see 'silu-cli list'")
      ->option_text("NAME");
  add_sources(command, *options);
  add_kernels(command, *options);
  add_limits(command, *options);
  add_report(command, *options);
  command.callback([options, &command, &line, &status] {
    require_alone(command, "--merge");
    require_alone(command, "--self-test");
    if (options->self_test) {
      status = static_cast<int>(run_self_test());
      return;
    }
    if (options->merged.empty() && options->function.empty()) {
      throw CLI::RequiredError("--function");
    }
    options->programs = line.programs;
    options->command = line.text;
    status = static_cast<int>(run(*options));
  });
}

}  // namespace silu::cli

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>

#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/evaluation.h"
#include "cli/function.h"
#include "formulas/report.h"
#include "io/error.h"
#include "io/output_file.h"
#include "io/processors.h"
#include "text/number.h"

namespace silu::cli {
namespace {

using formulas::Candidate;
using formulas::Numbered;

constexpr auto kDescription = "Show what the formulas of a function lose to rounding";

constexpr auto kExamples =
    R"(Each step of a formula is correctly rounded, so that the results are the same on
every machine. The table says how many results are not the correctly rounded
value, how many representable values they are away from it at most, and the x
nearest to 0 where they are 0, infinite or NaN and should not be.

All inputs of 8 and 16 bits are tried. Of float32 it is a fixed set, or with
--every all 2^32, which takes from 20 seconds to minutes for each formula.

An expression has x, numbers, + - * /, parentheses, and
  abs erf erfc exp exp2 expm1 log log1p max min sigmoid sqrt tanh
  fma(a, b, c)            a*b+c, rounded once
  select(x >= 0, a, b)    a where the comparison (< <= > >=) holds, else b
What is written twice is computed once.

Examples:
  silu-cli formulas
  silu-cli formulas silu --dtype bfloat16
  silu-cli formulas silu --dtype bfloat16 --intermediate float32
  silu-cli formulas silu --at -20
  silu-cli formulas sigmoid --formula 3 --at 12
  silu-cli formulas silu --expression 'x*(1+tanh(x/2))/2' --dtype float16
  silu-cli formulas gelu --format json -o gelu.json)";

struct Options {
  std::optional<std::string> function = {};
  std::string dtype = "float32";
  std::optional<std::string> intermediate = {};
  std::optional<std::string> expression = {};
  std::optional<std::size_t> formula = {};
  std::optional<std::string> at = {};
  bool every = false;
  std::optional<std::string> format = {};
  std::optional<std::string> output = {};
  std::optional<unsigned> threads = {};
};

DType choose_dtype(const Options& options) {
  const DType dtype = choose("dtype", options.dtype, dtypes()).dtype;
  if (size_of(dtype) > sizeof(float)) {
    throw io::Error(
        fmt::format("--dtype {}: a step is rounded from a wider type, and there is none "
                    "for 64 bits; choose one of 32 bits or fewer",
                    name_of(dtype)));
  }
  return dtype;
}

bool is_in_float32(const Options& options, DType dtype) {
  if (!options.intermediate) return false;
  const DType intermediate = choose("dtype", *options.intermediate, dtypes()).dtype;
  if (size_of(intermediate) <= size_of(dtype)) {
    throw io::Error(fmt::format("--intermediate {} is not wider than the dtype, {}",
                                name_of(intermediate), name_of(dtype)));
  }
  if (intermediate != DType::kFloat32) {
    throw io::Error(
        fmt::format("--intermediate {}: it can only be float32", name_of(intermediate)));
  }
  return true;
}

std::string functions_with_formulas() {
  NameList names;
  for (const auto& each : formulas::formula_sets()) names.push_back(each.function);
  return available(names);
}

std::vector<Numbered> known_formulas(const Function& function, bool in_float32) {
  std::vector<Numbered> result;
  for (const auto& each : formulas::formulas_of(function)) {
    result.push_back(
        {result.size() + 1,
         {formulas::Expression(each.expression), std::string(each.source), in_float32}});
  }
  return result;
}

Numbered given_formula(const std::string& expression, bool in_float32) {
  try {
    return {0, {formulas::Expression(expression), {}, in_float32}};
  } catch (const std::invalid_argument& error) {
    throw io::Error(fmt::format("--expression: {}", error.what()));
  }
}

// Those that are asked for.
std::vector<Numbered> choose_formulas(const Options& options, const Function& function,
                                      bool in_float32) {
  if (options.expression) return {given_formula(*options.expression, in_float32)};
  auto known = known_formulas(function, in_float32);
  if (known.empty()) {
    throw io::Error(fmt::format("{} has no formulas here; give an --expression; {}",
                                function.name(), functions_with_formulas()));
  }
  if (!options.formula) return known;
  if (*options.formula < 1 || *options.formula > known.size()) {
    throw io::Error(fmt::format("--formula {}: {} has the formulas 1 to {}", *options.formula,
                                function.name(), known.size()));
  }
  return {known[*options.formula - 1]};
}

double parse_x(const std::string& text, DType dtype) {
  const auto value = with_type(dtype, [&]<class T>(std::type_identity<T>) {
    const auto parsed = text::parse_number<T>(text);
    return parsed ? std::optional(static_cast<double>(*parsed)) : std::nullopt;
  });
  if (!value) throw io::Error(fmt::format("--at: {} is not a number", text::quote(text)));
  return *value;
}

// What the formulas give that somebody is known to write, but for the one that is shown: of 16 and
// 8 bits also in float32, as PyTorch computes.
std::vector<formulas::TraceReport::Other> trace_others(const Function& function,
                                                       const Candidate& shown, DType dtype,
                                                       double x) {
  std::vector<formulas::TraceReport::Other> others;
  for (const bool in_float32 : {false, true}) {
    if (in_float32 && dtype == DType::kFloat32) continue;
    for (const Numbered& each : known_formulas(function, in_float32)) {
      const bool is_shown = each.candidate.expression.text() == shown.expression.text() &&
                            in_float32 == shown.in_float32;
      if (each.candidate.source.empty() || is_shown) continue;
      const auto trace = formulas::trace(function, each.candidate, dtype, x);
      others.push_back({each, trace.result, trace.off});
    }
  }
  return others;
}

std::string report(const Options& options, const formulas::Format& format) {
  const DType dtype = choose_dtype(options);
  const bool in_float32 = is_in_float32(options, dtype);
  const Function function = parse_function(*options.function);
  const auto chosen = choose_formulas(options, function, in_float32);
  if (options.at) {
    const double x = parse_x(*options.at, dtype);
    const Candidate& shown = chosen.front().candidate;
    return format.trace({function, dtype, chosen.front(),
                         formulas::trace(function, shown, dtype, x),
                         trace_others(function, shown, dtype, x)});
  }
  std::vector<Candidate> candidates;
  std::ranges::transform(chosen, std::back_inserter(candidates), &Numbered::candidate);
  const auto threads = options.threads.value_or(io::usable_processors());
  return format.survey({function, dtype, formulas::input_set(dtype, options.every), chosen,
                        formulas::survey(function, candidates, dtype, options.every, threads)});
}

void require_sense(const Options& options) {
  if (!options.function && (options.expression || options.formula || options.at)) {
    throw io::Error("--expression, --formula and --at need a FUNCTION");
  }
  if (options.expression && options.formula) {
    throw io::Error("--expression and --formula exclude each other");
  }
  if (options.at && options.every) throw io::Error("--at and --every exclude each other");
}

void run(const Options& options) {
  require_sense(options);
  const auto* const named = given_format(options.format, options.output, formulas::formats());
  const auto& format = named != nullptr ? *named : formulas::formats().front();
  auto output = open_output(options.output);
  output.write(options.function ? report(options, format) : format.list());
  output.commit();
}

}  // namespace

void add_formulas(CLI::App& app) {
  auto& command = *app.add_subcommand("formulas", kDescription);
  command.footer(kExamples);
  const auto options = std::make_shared<Options>();
  command
      .add_option("FUNCTION", options->function,
                  "Function to compute (default: print those that have formulas)")
      ->option_text(" ");
  command
      .add_option("--dtype", options->dtype,
                  "Data type to compute in, of 32 bits at most (default: float32)")
      ->option_text("DTYPE");
  command
      .add_option("--intermediate", options->intermediate,
                  "float32: round the steps to that, and to the dtype only once at the end")
      ->option_text("DTYPE");
  command.add_option("--expression", options->expression, "A formula of your own, and no others")
      ->option_text("TEXT");
  command.add_option("--formula", options->formula, "The formula with this number only")
      ->option_text("N");
  command
      .add_option("--at", options->at,
                  "Show the first formula (or the one chosen) for this X, step by step: the error "
                  "of each step, and by how much it moves the result")
      ->option_text("X");
  command.add_flag("--every", options->every, "Try all 2^32 inputs of float32");
  command
      .add_option("--format", options->format,
                  fmt::format("Output format: {} (default: from FILE's extension, else table)",
                              list(formulas::formats())))
      ->option_text("FORMAT");
  command
      .add_option("-o,--output", options->output,
                  "Write to FILE, which appears when it is complete (- is standard output)")
      ->option_text("FILE");
  command.add_option("--threads", options->threads, "Number of threads (default: all processors)")
      ->check(CLI::Range(1, 1024))
      ->option_text("N");
  command.callback([options] { run(*options); });
}

}  // namespace silu::cli

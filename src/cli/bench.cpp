#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <optional>

#include "bench/report.h"
#include "cli/choice.h"
#include "cli/color.h"
#include "cli/commands.h"
#include "cli/function.h"
#include "cli/messages.h"
#include "io/output_file.h"
#include "io/progress.h"
#include "io/terminal.h"
#include "silu/target.h"

namespace silu::cli {
namespace {

constexpr auto kDescription = "Time functions in each level of cache and in memory";

constexpr auto kExamples =
    R"(Takes about five seconds, longer for slow functions. Run it on an idle machine.

Examples:
  silu-cli bench
  silu-cli bench -f silu,gelu,mish --dtype bfloat16
  silu-cli bench --threads 2 --format json
  silu-cli bench --target AVX2)";

// What the others' times are multiples of.
constexpr auto kBaseline = "relu";

struct Options {
  std::vector<std::string> functions = {"relu,silu,sigmoid"};
  std::string dtype = "float32";
  std::string format = "table";
  std::optional<std::string> target = {};
  unsigned threads = 1;
  bool ascii = false;
  bool quiet = false;
  io::ColorMode color = io::ColorMode::kAuto;
};

void choose_target(const std::string& name) {
  const auto known = targets();
  use_target(choose("target", name, known, [](std::string_view each) { return NameList{each}; }));
}

void run(const Options& options) {
  const auto& dtype = choose("dtype", options.dtype, dtypes());
  const auto& format = choose("format", options.format, bench::formats());
  const bench::Plan plan = {.dtype = dtype.dtype,
                            .functions = parse_functions(options.functions, 0),
                            .baseline = parse_function(kBaseline),
                            .threads = options.threads};
  if (options.target) choose_target(*options.target);
  bench::Report report = {dtype.name, target(), options.threads, plan.baseline.name(), {}};
  const bench::LoadMeter meter;
  {
    io::ShareProgress progress(!options.quiet, options.color);
    report.results = bench::measure(plan, [&](double share) { progress.advance_to(share); });
  }
  report.warnings =
      bench::find_warnings(bench::named_timings(report.results), options.threads, meter.load());
  print_warnings(report.warnings);
  io::write_standard_output(format.write(report, options.ascii || !io::locale_is_utf8()));
}

}  // namespace

void add_bench(CLI::App& app) {
  auto& command = *app.add_subcommand("bench", kDescription);
  command.footer(kExamples);
  const auto options = std::make_shared<Options>();
  command
      .add_option("-f,--function", options->functions,
                  "Functions to time; see 'silu-cli list' (default: relu,silu,sigmoid)")
      ->allow_extra_args(false)
      ->option_text("NAME,...");
  command
      .add_option("--dtype", options->dtype, "Data type: " + list(dtypes()) + " (default: float32)")
      ->option_text("DTYPE");
  command
      .add_option(
          "--target", options->target,
          fmt::format("Instruction set: {} (default: {})", fmt::join(targets(), ", "), target()))
      ->option_text("TARGET");
  command
      .add_option("--format", options->format,
                  "Output format: table, csv, json, markdown (default: table)")
      ->option_text("FORMAT");
  command
      .add_option("--threads", options->threads,
                  "Number of threads that share the values (default: 1)")
      ->check(CLI::Range(1, 1024))
      ->option_text("N");
  command.add_flag("--ascii", options->ascii, "Use ASCII characters only in the table");
  command.add_flag("--quiet", options->quiet, "Do not show a progress bar");
  add_color(command, options->color);
  command.callback([options] { run(*options); });
}

}  // namespace silu::cli

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <optional>

#include "bench/report.h"
#include "cli/choice.h"
#include "cli/color.h"
#include "cli/commands.h"
#include "cli/function.h"
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

struct Told {
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

void run(const Told& told) {
  const auto& dtype = choose("dtype", told.dtype, dtypes());
  const auto& format = choose("format", told.format, bench::formats(),
                              [](const bench::Format& each) { return NameList{each.name}; });
  const bench::Plan plan = {.dtype = dtype.dtype,
                            .functions = parse_functions(told.functions, 0),
                            .baseline = parse_function(kBaseline),
                            .threads = told.threads};
  if (told.target) choose_target(*told.target);
  bench::Report report = {dtype.name, target(), told.threads, plan.baseline.name(), {}};
  {
    io::ShareProgress progress(!told.quiet, told.color);
    report.results = bench::measure(plan, [&](double share) { progress.advance_to(share); });
  }
  io::write_standard_output(format.write(report, told.ascii || !io::locale_is_utf8()));
}

}  // namespace

void add_bench(CLI::App& app) {
  auto& command = *app.add_subcommand("bench", kDescription);
  command.footer(kExamples);
  const auto told = std::make_shared<Told>();
  command
      .add_option("-f,--function", told->functions,
                  "Functions to time; see 'silu-cli list' (default: relu,silu,sigmoid)")
      ->allow_extra_args(false)
      ->option_text("NAME,...");
  command
      .add_option("--dtype", told->dtype, "Data type: " + list(dtypes()) + " (default: float32)")
      ->option_text("DTYPE");
  command
      .add_option(
          "--target", told->target,
          fmt::format("Instruction set: {} (default: {})", fmt::join(targets(), ", "), target()))
      ->option_text("TARGET");
  command
      .add_option("--format", told->format,
                  "Output format: table, csv, json, markdown (default: table)")
      ->option_text("FORMAT");
  command
      .add_option("--threads", told->threads,
                  "Number of threads that share the values (default: 1)")
      ->check(CLI::Range(1, 1024))
      ->option_text("N");
  command.add_flag("--ascii", told->ascii, "Use ASCII characters only in the table");
  command.add_flag("--quiet", told->quiet, "Do not show a progress bar");
  add_color(command, told->color);
  command.callback([told] { run(*told); });
}

}  // namespace silu::cli

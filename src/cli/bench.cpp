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

constexpr auto kDescription = "Time functions where their values live: in L1, L2, L3 and memory";

constexpr auto kExamples =
    R"(It takes about five seconds, more for slow functions, and is best run on an idle machine.

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
                  "What to time, relu,silu,sigmoid if not given; the subcommand list shows all")
      ->allow_extra_args(false)
      ->option_text("NAME,...");
  command
      .add_option("--dtype", told->dtype, "Number format, float32 if not given: " + list(dtypes()))
      ->option_text("DTYPE");
  command
      .add_option(
          "--target", told->target,
          fmt::format("Instruction set, the best if not given: {}", fmt::join(targets(), ", ")))
      ->option_text("TARGET");
  command
      .add_option("--format", told->format,
                  "How to print, table if not given: table, csv, json, markdown")
      ->option_text("FORMAT");
  command
      .add_option("--threads", told->threads, "Share the values among N threads, 1 if not given")
      ->check(CLI::Range(1, 1024))
      ->option_text("N");
  command.add_flag("--ascii", told->ascii, "No characters beyond ASCII in the table");
  command.add_flag("--quiet", told->quiet, "No progress bar");
  add_color(command, told->color);
  command.callback([told] { run(*told); });
}

}  // namespace silu::cli

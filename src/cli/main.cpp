#include <fmt/format.h>

#include "cli/arguments.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "data/error.h"
#include "data/number.h"
#include "data/output_file.h"

namespace {

using namespace silu;

constexpr auto kExamples = R"(
Examples:
  silu-cli eval -2 -1 0 1 2
  silu-cli compare --range -3 3 7
  silu-cli compare --range -6 6 1201 --format csv > silu.csv

Exit status: 0 done, 2 trouble.
)";

void print(const std::string& text) {
  data::OutputFile output;
  output.write(text);
  output.commit();
}

// CLI11's own words serve, except where ours can name what was meant.
[[noreturn]] void rethrow(const CLI::App& app, const CLI::ParseError& error) {
  const auto chosen = app.get_subcommands();
  std::string message = error.what();
  if (const auto unexpected = app.remaining(true); !unexpected.empty()) {
    if (chosen.empty() && !unexpected[0].starts_with('-')) {
      std::vector<std::string_view> known;
      for (const auto* each : app.get_subcommands({})) known.push_back(each->get_name());
      cli::throw_unknown("command", unexpected[0], known);
    }
    message = "unexpected argument " + data::quote(unexpected[0]);
  }
  const std::string name = chosen.empty() ? "" : chosen[0]->get_name() + " ";
  throw data::Error(fmt::format("{}; 'silu-cli {}--help' shows what there is", message, name));
}

void run(int argc, char** argv) {
  CLI::App app("Explore neural-network activation functions", "silu-cli");
  app.footer(kExamples);
  app.set_version_flag("--version", "silu-cli " SILU_VERSION);
  cli::add_eval(app);
  cli::add_compare(app);

  if (argc == 1) return print(app.help());
  try {
    auto arguments = cli::mark_negative_numbers(argc, argv);
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    app.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    print(app.help());
  } catch (const CLI::CallForVersion&) {
    print(app.version() + "\n");
  } catch (const CLI::ParseError& error) {
    rethrow(app, error);
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(argc, argv);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "silu-cli: {}\n", error.what());
    return 2;
  }
}

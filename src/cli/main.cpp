#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>

#include "cli/arguments.h"
#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "io/cleanup.h"
#include "io/error.h"
#include "io/output_file.h"
#include "text/number.h"

namespace silu::cli {
namespace {

constexpr auto kExamples = R"(Examples:
  silu-cli eval -2 -1 0 1 2
  silu-cli compare --range -3 3 7
  silu-cli compare --range -6 6 1201 --format csv > silu.csv
  silu-cli list
  silu-cli info silu
  silu-cli plot -f silu,relu,sigmoid
  silu-cli bench
  silu-cli block --time
  silu-cli check -f silu --dtype float16 --every --result y.raw
  silu-cli formulas silu

Exit status: 0 on success, 1 if a check fails, 2 on error.)";

// Whoever started us with one of them closed must not have our files take its place. What does
// can be neither read nor written.
void occupy_closed_standard_files() {
  for (const int file : {0, 1, 2}) {
    if (::fcntl(file, F_GETFD) >= 0) continue;
    if (::open("/", O_PATH | O_CLOEXEC) != file) std::_Exit(2);
  }
}

// A file that may grow no further is an error, with a message, and no signal.
void ignore_file_size_signal() {
  std::signal(SIGXFSZ, SIG_IGN);
}

// CLI11 names the types that it stores values in, where ours names the values: "--range requires
// START STOP COUNT".
std::string describe_mismatch(const CLI::App& command, const std::string& message) {
  const auto name = message.substr(0, message.find(':'));
  const auto* const option = command.get_option_no_throw(name);
  if (option == nullptr) return message;
  if (message.ends_with("missing")) return name + " requires " + option->get_option_text();
  return name + " is given more than once";
}

// CLI11's own words serve, except where ours can name what was meant.
[[noreturn]] void rethrow(const CLI::App& app, const CLI::ParseError& error) {
  const auto chosen = app.get_subcommands();
  std::string message = error.what();
  std::erase(message, kNegativeNumberMark);
  if (!chosen.empty() &&
      error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ArgumentMismatch)) {
    message = describe_mismatch(*chosen[0], message);
  }
  if (const auto unexpected = app.remaining(true); !unexpected.empty()) {
    const std::string word = unmark_negative_number(unexpected[0]);
    if (chosen.empty() && !word.starts_with('-')) {
      const auto commands = app.get_subcommands({});
      choose("command", word, commands,
             [](const auto* each) { return NameList{each->get_name()}; });
    }
    message = "unexpected argument " + text::quote(word);
  }
  const std::string name = chosen.empty() ? "" : chosen[0]->get_name() + " ";
  throw io::Error(fmt::format("{}; see 'silu-cli {}--help'", message, name));
}

int run(int argc, char** argv) {
  const CommandLine line = split_command_line(argc, argv);
  int status = 0;
  CLI::App app("Explore neural-network activation functions", "silu-cli");
  app.formatter(std::make_shared<HelpFormatter>());  // of the subcommands, too
  app.footer(kExamples);
  app.set_version_flag("--version", "silu-cli " SILU_VERSION);
  app.require_subcommand(0, 1);
  add_eval(app);
  add_compare(app);
  add_list(app);
  add_info(app);
  add_plot(app);
  add_bench(app);
  add_block(app);
  add_check(app, line, status);
  add_formulas(app);

  for (auto* command : app.get_subcommands({})) {
    for (auto* option : command->get_options()) option->transform(unmark_negative_number);
  }

  auto arguments = mark_negative_numbers(line.arguments);
  if (arguments.empty()) {
    io::write_standard_output(app.help());
    return 0;
  }
  try {
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    app.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    io::write_standard_output(app.help());
  } catch (const CLI::CallForVersion&) {
    io::write_standard_output(app.version() + "\n");
  } catch (const CLI::ParseError& error) {
    rethrow(app, error);
  }
  return status;
}

}  // namespace
}  // namespace silu::cli

int main(int argc, char** argv) {
  try {
    silu::cli::occupy_closed_standard_files();
    silu::cli::ignore_file_size_signal();
    silu::io::guard_process_1();
    return silu::cli::run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("silu-cli: out of memory\n", stderr);
    return 2;
  } catch (const std::exception& error) {
    std::fputs(fmt::format("silu-cli: {}\n", error.what()).c_str(), stderr);
    return 2;
  }
}

#include "cli/info.h"

#include <fmt/format.h>

#include <memory>

#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/function.h"
#include "io/error.h"
#include "io/output_file.h"
#include "io/terminal.h"

namespace silu::cli {
namespace {

constexpr auto kDescription = "Show the definition and properties of a function";

constexpr auto kExamples = R"(All numbers are computed for the given parameters.

Examples:
  silu-cli info silu
  silu-cli info 'swish(beta=2)'
  silu-cli info gelu --format json)";

struct Options {
  std::string function;
  std::string format = "text";
  bool ascii = false;
};

struct InfoFormat {
  std::string_view name;
  std::string (*print)(const Function& function, bool ascii);
};
constexpr InfoFormat kFormats[] = {
    {"text", info_text},
    {"json", [](const Function& function, bool) { return info_json(function); }}};

void run(const Options& options) {
  const auto& format = choose("format", options.format, kFormats);
  const auto function = parse_function(options.function);
  if (function.order() != 0) {
    throw io::Error(fmt::format("{} is a derivative; info takes the function itself: {}",
                                function.name(), function.derivative(0).name()));
  }
  io::write_standard_output(format.print(function, options.ascii || !io::locale_is_utf8()));
}

}  // namespace

void add_info(CLI::App& app) {
  auto& command = *app.add_subcommand("info", kDescription);
  command.footer(kExamples);
  const auto options = std::make_shared<Options>();
  command
      .add_option("FUNCTION", options->function,
                  "Function name, with optional parameters: swish(beta=2)")
      ->required()
      ->option_text(" ");
  command.add_option("--format", options->format, "Output format: text, json (default: text)")
      ->option_text("FORMAT");
  command.add_flag("--ascii", options->ascii, "Use ASCII characters only");
  command.callback([options] { run(*options); });
}

}  // namespace silu::cli

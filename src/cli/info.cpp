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

struct Told {
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

void run(const Told& told) {
  const auto& format = choose("format", told.format, kFormats,
                              [](const InfoFormat& each) { return NameList{each.name}; });
  const auto function = parse_function(told.function);
  if (function.order() != 0) {
    throw io::Error(fmt::format("{} is a derivative; info takes the function itself: {}",
                                function.name(), function.derivative(0).name()));
  }
  io::write_standard_output(format.print(function, told.ascii || !io::locale_is_utf8()));
}

}  // namespace

void add_info(CLI::App& app) {
  auto& command = *app.add_subcommand("info", kDescription);
  command.footer(kExamples);
  const auto told = std::make_shared<Told>();
  command
      .add_option("FUNCTION", told->function,
                  "Function name, with optional parameters: swish(beta=2)")
      ->required()
      ->option_text(" ");
  command.add_option("--format", told->format, "Output format: text, json (default: text)")
      ->option_text("FORMAT");
  command.add_flag("--ascii", told->ascii, "Use ASCII characters only");
  command.callback([told] { run(*told); });
}

}  // namespace silu::cli

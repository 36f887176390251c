#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "cli/choice.h"
#include "cli/commands.h"
#include "cli/function.h"
#include "io/output_file.h"
#include "silu/parse.h"
#include "text/align.h"

namespace silu::cli {
namespace {

constexpr auto kDescription = "List the available functions";

constexpr auto kExamples = R"(Examples:
  silu-cli list
  silu-cli list --format json)";

std::string table() {
  std::vector<text::Cells> rows = {{"name", "parameters", "title", "aliases"}};
  for (const auto* each : catalogue()) {
    rows.push_back({std::string(each->name), parameters_of(*each), std::string(each->title),
                    fmt::format("{}", fmt::join(each->aliases, ", "))});
  }
  std::string text;
  for (auto& line : text::align(rows, "  ", {0, 1, 2, 3})) {
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

std::string json() {
  auto rows = nlohmann::ordered_json::array();
  for (const auto* each : catalogue()) {
    auto parameters = nlohmann::ordered_json::array();
    for (const auto& parameter : each->parameters) parameters.push_back(to_json(parameter));
    rows.push_back({{"name", each->name},
                    {"title", each->title},
                    {"aliases", each->aliases},
                    {"parameters", parameters}});
  }
  return rows.dump(2) + '\n';
}

struct ListFormat {
  std::string_view name;
  std::string (*text)();
};
constexpr ListFormat kFormats[] = {{"table", table}, {"json", json}};

void run(const std::string& format) {
  const auto& chosen = choose("format", format, kFormats);
  io::write_standard_output(chosen.text());
}

}  // namespace

void add_list(CLI::App& app) {
  auto& command = *app.add_subcommand("list", kDescription);
  command.footer(kExamples);
  const auto format = std::make_shared<std::string>("table");
  command.add_option("--format", *format, "Output format: table, json (default: table)")
      ->option_text("FORMAT");
  command.callback([format] { run(*format); });
}

}  // namespace silu::cli

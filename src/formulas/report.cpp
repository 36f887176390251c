#include "formulas/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "silu/parse.h"
#include "text/align.h"
#include "text/number.h"

namespace silu::formulas {
namespace {

using Json = nlohmann::ordered_json;
using Rows = std::vector<text::Cells>;

std::string number_or(std::string_view none, DType dtype, std::optional<double> value) {
  return value ? text::shortest(dtype, *value) : std::string(none);
}

// JSON has no infinity and no NaN.
Json json_number(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  return value;
}

Json json_number(std::optional<double> value) {
  return value ? json_number(*value) : Json(nullptr);
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n") == text.npos) return text;
  std::string quoted = "\"";
  for (const char each : text) quoted += each == '"' ? "\"\"" : std::string(1, each);
  return quoted + '"';
}

std::string write_csv(const Rows& rows) {
  std::string text;
  for (const auto& row : rows) {
    text::Cells fields;
    std::ranges::transform(row, std::back_inserter(fields), csv_field);
    text += fmt::format("{}\n", fmt::join(fields, ","));
  }
  return text;
}

std::string write_markdown(const Rows& rows, std::initializer_list<std::size_t> left) {
  std::string text = fmt::format("| {} |\n|", fmt::join(rows.front(), " | "));
  for (std::size_t i = 0; i < rows.front().size(); ++i) {
    text += std::ranges::count(left, i) > 0 ? "---|" : "---:|";
  }
  text += '\n';
  for (std::size_t i = 1; i < rows.size(); ++i) {
    text += fmt::format("| {} |\n", fmt::join(rows[i], " | "));
  }
  return text;
}

// As code, since a * means something else there; but for the head and what is empty.
Rows with_code(Rows rows, std::size_t column) {
  for (std::size_t i = 1; i < rows.size(); ++i) {
    auto& cell = rows[i][column];
    if (!cell.empty()) cell = fmt::format("`{}`", cell);
  }
  return rows;
}

std::string write_table(const Rows& rows, std::initializer_list<std::size_t> left) {
  std::string text;
  for (auto& line : text::align(rows, "  ", left)) {
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

// The functions.

Rows list_rows() {
  Rows rows = {{"function", "formulas"}};
  for (const auto& each : formula_sets()) {
    rows.push_back({std::string(each.function), fmt::format("{}", each.formulas.size())});
  }
  return rows;
}

std::string list_json() {
  Json functions = Json::array();
  for (const auto& each : formula_sets()) {
    Json formulas = Json::array();
    for (const auto& formula : each.formulas) {
      formulas.push_back({{"expression", formula.expression}, {"source", formula.source}});
    }
    functions.push_back({{"function", each.function}, {"formulas", formulas}});
  }
  return Json({{"schema", 1}, {"functions", functions}}).dump(2) + '\n';
}

// A survey.

struct Count {
  std::string_view kind;
  int times;
};

// In the order of their first use.
std::vector<Count> count_operations(const Expression& expression) {
  std::vector<Count> counts;
  for (const Node& node : expression.nodes()) {
    const auto kind = info_of(node.operation).kind;
    if (kind.empty()) continue;
    const auto found = std::ranges::find(counts, kind, &Count::kind);
    if (found == counts.end()) {
      counts.push_back({kind, 1});
    } else {
      ++found->times;
    }
  }
  return counts;
}

// "exp, 2 add, div"
std::string operations_text(const Expression& expression) {
  std::vector<std::string> texts;
  for (const auto& [kind, times] : count_operations(expression)) {
    texts.push_back(times == 1 ? std::string(kind) : fmt::format("{} {}", times, kind));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string percent(std::uint64_t part, std::uint64_t all) {
  const double share = 100.0 * static_cast<double>(part) / static_cast<double>(all);
  return part == 0 ? "0"
                   : fmt::format("{}%", share < 0.1 ? fmt::format("{:.1g}", share)
                                                    : fmt::format("{:.1f}", share));
}

std::string number_text(std::size_t number) {
  return number == 0 ? "" : fmt::format("{}", number);
}

// A | would end the cell of a table in markdown, but no expression has one.
Rows survey_rows(const SurveyReport& report, bool with_source) {
  Rows rows = {{"#", "formula", "misrounded", "share", "most steps", "at x", "0 at x", "inf at x",
                "nan at x", "operations"}};
  if (with_source) rows.front().emplace_back("source");
  for (std::size_t i = 0; i < report.candidates.size(); ++i) {
    const auto& [number, candidate] = report.candidates[i];
    const Findings& found = report.findings[i];
    const auto at = [&](std::optional<double> x) { return number_or("-", report.dtype, x); };
    rows.push_back(
        {number_text(number), candidate.expression.text(), fmt::format("{}", found.misrounded),
         percent(found.misrounded, report.inputs.count), fmt::format("{}", found.most_steps),
         at(found.most_steps_at), at(found.zero_at), at(found.infinite_at), at(found.nan_at),
         operations_text(candidate.expression)});
    if (with_source) rows.back().push_back(candidate.source);
  }
  return rows;
}

std::string inputs_text(const InputSet& inputs) {
  if (inputs.exhaustive) return fmt::format("all {} inputs", inputs.count);
  return fmt::format("a fixed set of {} of the 2^32 inputs", inputs.count);
}

std::string steps_text(const Candidate& candidate, DType dtype) {
  if (candidate.in_float32)
    return fmt::format("steps in float32, rounded once to {}", name_of(dtype));
  return fmt::format("each step rounded to {}", name_of(dtype));
}

std::string survey_title(const SurveyReport& report) {
  return fmt::format("{} by formula, {}, for {}\n\n", report.function.title(),
                     steps_text(report.candidates.front().candidate, report.dtype),
                     inputs_text(report.inputs));
}

std::string survey_table(const SurveyReport& report) {
  std::string text = survey_title(report) + write_table(survey_rows(report, false), {1, 9});
  Rows sources;
  for (const auto& [number, candidate] : report.candidates) {
    if (!candidate.source.empty()) sources.push_back({number_text(number), candidate.source});
  }
  if (!sources.empty()) text += "\nWho writes it so:\n" + write_table(sources, {1});
  return text;
}

std::string survey_markdown(const SurveyReport& report) {
  return survey_title(report) + write_markdown(with_code(survey_rows(report, true), 1), {1, 9, 10});
}

// The dtype of the steps.
DType steps_dtype(const Candidate& candidate, DType dtype) {
  return candidate.in_float32 ? DType::kFloat32 : dtype;
}

std::string survey_csv(const SurveyReport& report) {
  Rows rows = {{"function", "dtype", "intermediate", "inputs", "exhaustive", "number", "formula",
                "source", "misrounded", "most_steps", "most_steps_x", "zero_x", "infinite_x",
                "nan_x", "operations"}};
  for (std::size_t i = 0; i < report.candidates.size(); ++i) {
    const auto& [number, candidate] = report.candidates[i];
    const Findings& found = report.findings[i];
    const auto at = [&](std::optional<double> x) { return number_or("", report.dtype, x); };
    rows.push_back({report.function.name(), std::string(name_of(report.dtype)),
                    std::string(name_of(steps_dtype(candidate, report.dtype))),
                    fmt::format("{}", report.inputs.count),
                    report.inputs.exhaustive ? "true" : "false", number_text(number),
                    candidate.expression.text(), candidate.source,
                    fmt::format("{}", found.misrounded), fmt::format("{}", found.most_steps),
                    at(found.most_steps_at), at(found.zero_at), at(found.infinite_at),
                    at(found.nan_at), operations_text(candidate.expression)});
  }
  return write_csv(rows);
}

Json operations_json(const Expression& expression) {
  Json json = Json::object();
  for (const auto& [kind, times] : count_operations(expression)) json[std::string(kind)] = times;
  return json;
}

Json formula_json(const Numbered& formula) {
  Json json = {{"number", nullptr},
               {"expression", formula.candidate.expression.text()},
               {"source", nullptr}};
  if (formula.number > 0) json["number"] = formula.number;
  if (!formula.candidate.source.empty()) json["source"] = formula.candidate.source;
  return json;
}

std::string survey_json(const SurveyReport& report) {
  Json formulas = Json::array();
  for (std::size_t i = 0; i < report.candidates.size(); ++i) {
    const Findings& found = report.findings[i];
    Json json = formula_json(report.candidates[i]);
    json["misrounded"] = found.misrounded;
    json["steps"] = {{"max", found.most_steps}, {"x", json_number(found.most_steps_at)}};
    json["zero"] = json_number(found.zero_at);
    json["infinite"] = json_number(found.infinite_at);
    json["nan"] = json_number(found.nan_at);
    json["operations"] = operations_json(report.candidates[i].candidate.expression);
    formulas.push_back(json);
  }
  const auto& first = report.candidates.front().candidate;
  const Json json = {
      {"schema", 1},
      {"function", report.function.name()},
      {"dtype", name_of(report.dtype)},
      {"intermediate", name_of(steps_dtype(first, report.dtype))},
      {"inputs", {{"count", report.inputs.count}, {"exhaustive", report.inputs.exhaustive}}},
      {"formulas", formulas}};
  return json.dump(2) + '\n';
}

// A trace.

// To 17 digits; a NaN has no sign.
std::string exact_text(double value) {
  return std::isnan(value) ? "nan" : fmt::format("{:.17g}", value);
}

// "+0.31", "-16777216", "nan"
std::string signed_text(double value) {
  if (value == 0) return "0";
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return fmt::format("{:+}", value);
  const double size = std::abs(value);
  return size < 0.005 ? fmt::format("{:+.1g}", value)
                      : fmt::format("{:+.{}f}", value, size < 1000 ? 2 : 0);
}

Rows trace_rows(const TraceReport& report) {
  Rows rows = {{"step", "", "value", "exact", "error", "moves result"}};
  if (std::abs(report.trace.formula_moves) >= 0.005 || std::isnan(report.trace.formula_moves)) {
    rows.push_back({"", "the formula itself", "", "", "", signed_text(report.trace.formula_moves)});
  }
  for (const TraceStep& each : report.trace.steps) {
    rows.push_back({each.name, each.text, text::shortest(each.dtype, each.value),
                    exact_text(each.exact), signed_text(each.error), signed_text(each.moves)});
  }
  return rows;
}

std::string off_text(std::optional<std::uint64_t> off) {
  if (!off) return "-";
  return fmt::format("{} step{}", *off, *off == 1 ? "" : "s");
}

std::string x_text(const TraceReport& report) {
  return fmt::format("{} = {:a}, bits {:#0{}x}", text::shortest(report.dtype, report.trace.x),
                     report.trace.x, report.trace.x_bits, 2 + 2 * size_of(report.dtype));
}

// The quote is what code is put between.
std::string trace_title(const TraceReport& report, std::string_view quote) {
  const Candidate& candidate = report.formula.candidate;
  return fmt::format("{0} as {1}{2}{1}, {3}\nx = {4}\n\n", report.function.title(), quote,
                     candidate.expression.text(), steps_text(candidate, report.dtype),
                     x_text(report));
}

std::string verdict(const TraceReport& report) {
  const Trace& trace = report.trace;
  std::string text = fmt::format(
      "\nresult   {}{}\ncorrect  {}, exactly {}\n", text::shortest(report.dtype, trace.result),
      trace.off == 0 ? ", correctly rounded"
      : trace.off    ? fmt::format(", {} off", off_text(trace.off))
                     : "",
      text::shortest(report.dtype, trace.correct), exact_text(trace.exact));
  if (trace.largest) {
    const TraceStep& step = trace.steps[*trace.largest];
    text += fmt::format("Most is lost in {} = {}\n", step.name, step.text);
  }
  return text;
}

Rows other_rows(const TraceReport& report) {
  Rows rows = {{"#", "others", "steps in", "result", "off", "source"}};
  for (const auto& each : report.others) {
    const Candidate& candidate = each.formula.candidate;
    rows.push_back({number_text(each.formula.number), candidate.expression.text(),
                    std::string(name_of(steps_dtype(candidate, report.dtype))),
                    text::shortest(report.dtype, each.result), off_text(each.off),
                    candidate.source});
  }
  return rows;
}

std::string trace_table(const TraceReport& report) {
  std::string text = trace_title(report, "") + write_table(trace_rows(report), {0, 1}) +
                     "error and moves in ULP\n" + verdict(report);
  if (!report.others.empty()) text += '\n' + write_table(other_rows(report), {1, 2, 5});
  return text;
}

std::string trace_markdown(const TraceReport& report) {
  std::string text = trace_title(report, "`") +
                     write_markdown(with_code(trace_rows(report), 1), {0, 1}) +
                     "\nerror and moves in ULP\n" + verdict(report);
  if (!report.others.empty())
    text += '\n' + write_markdown(with_code(other_rows(report), 1), {1, 2, 5});
  return text;
}

std::string trace_csv(const TraceReport& report) {
  Rows rows = {{"step", "operation", "value", "exact", "error_ulp", "moves_result_ulp"}};
  for (const TraceStep& each : report.trace.steps) {
    rows.push_back({each.name, each.text, text::shortest(each.dtype, each.value),
                    exact_text(each.exact), fmt::format("{}", each.error),
                    fmt::format("{}", each.moves)});
  }
  return write_csv(rows);
}

Json off_json(std::optional<std::uint64_t> off) {
  return off ? Json(*off) : Json(nullptr);
}

std::string trace_json(const TraceReport& report) {
  const Trace& trace = report.trace;
  Json steps = Json::array();
  for (const TraceStep& each : trace.steps) {
    steps.push_back({{"step", each.name},
                     {"operation", each.text},
                     {"value", json_number(each.value)},
                     {"exact", json_number(each.exact)},
                     {"error_ulp", json_number(each.error)},
                     {"moves_result_ulp", json_number(each.moves)}});
  }
  Json others = Json::array();
  for (const auto& each : report.others) {
    Json json = formula_json(each.formula);
    json["intermediate"] = name_of(steps_dtype(each.formula.candidate, report.dtype));
    json["result"] = json_number(each.result);
    json["steps_off"] = off_json(each.off);
    others.push_back(json);
  }
  Json json = {{"schema", 1},
               {"function", report.function.name()},
               {"dtype", name_of(report.dtype)},
               {"intermediate", name_of(steps_dtype(report.formula.candidate, report.dtype))},
               {"x",
                {{"value", json_number(trace.x)},
                 {"hex", fmt::format("{:a}", trace.x)},
                 {"bits", fmt::format("{:#0{}x}", trace.x_bits, 2 + 2 * size_of(report.dtype))}}},
               {"formula", formula_json(report.formula)},
               {"formula_moves_result_ulp", json_number(trace.formula_moves)},
               {"steps", steps},
               {"result", json_number(trace.result)},
               {"correct", json_number(trace.correct)},
               {"exact", json_number(trace.exact)},
               {"steps_off", off_json(trace.off)},
               {"loses_most", nullptr},
               {"others", others}};
  if (trace.largest) json["loses_most"] = trace.steps[*trace.largest].name;
  return json.dump(2) + '\n';
}

constexpr std::string_view kText[] = {".txt"};
constexpr std::string_view kMarkdown[] = {".md"};
constexpr std::string_view kCsv[] = {".csv"};
constexpr std::string_view kJson[] = {".json"};

}  // namespace

std::span<const Format> formats() {
  static constexpr Format kFormats[] = {
      {"table", kText, [] { return write_table(list_rows(), {0}); }, survey_table, trace_table},
      {"markdown", kMarkdown, [] { return write_markdown(list_rows(), {0}); }, survey_markdown,
       trace_markdown},
      {"csv", kCsv, [] { return write_csv(list_rows()); }, survey_csv, trace_csv},
      {"json", kJson, list_json, survey_json, trace_json}};
  return kFormats;
}

}  // namespace silu::formulas

#include "data/metrics.h"

#include <cmath>

#include "data/writers/writers.h"
#include "text/align.h"
#include "text/number.h"

namespace silu::data {
namespace {

// In the dtype of the rows, so that it is written as there.
std::string place(const Metrics& metrics, double x) {
  fmt::memory_buffer text;
  with_type(metrics.dtype,
            [&]<class T>(std::type_identity<T>) { text::append_shortest(text, T(x)); });
  return fmt::to_string(text);
}

// JSON has no infinity; a place there is a string, as in the JSON of info.
std::string json_place(const Metrics& metrics, double x) {
  if (std::isinf(x)) return x < 0 ? R"("-inf")" : R"("inf")";
  fmt::memory_buffer text;
  with_type(metrics.dtype,
            [&]<class T>(std::type_identity<T>) { text::append_python_float(text, T(x)); });
  return fmt::to_string(text);
}

std::string number(double value) {
  return std::isnan(value) ? "-" : fmt::format("{:.6g}", value);
}

std::string place_of(const Metrics& metrics, const std::optional<Peak>& peak) {
  return !peak || std::isnan(peak->value) ? "-" : place(metrics, peak->x);
}

std::vector<text::Cells> rows_of(const std::vector<Metrics>& all) {
  std::vector<text::Cells> rows = {
      {"difference", "largest", "at x", "RMS", "largest of slopes", "at x"}};
  for (const Metrics& each : all) {
    rows.push_back({fmt::format("{} - {}", each.function.title, each.reference.title),
                    number(each.difference.value), place_of(each, each.difference),
                    number(each.rms), number(each.slope.value_or(Peak()).value),
                    place_of(each, each.slope)});
  }
  return rows;
}

// The rows of a table, "| " before and " |" behind each in Markdown, with a rule under the first.
std::string lay_out(const std::vector<Metrics>& all, std::string_view before,
                    std::string_view after, std::string (*rule)(std::string_view)) {
  const auto lines = text::align(rows_of(all), " | ", {0});
  std::string text = "\n";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    text += fmt::format("{}{}{}\n", before, lines[i], after);
    if (i == 0) text += rule(lines[i]) + '\n';
  }
  for (const Metrics& each : all) {
    if (each.left_out == 0) continue;
    text += fmt::format("\n{} - {}: {} left out because the difference is not finite\n",
                        each.function.title, each.reference.title,
                        each.left_out == 1 ? "1 row" : fmt::format("{} rows", each.left_out));
  }
  return text;
}

std::string table_rule(std::string_view head) {
  return std::string(head.size(), '-');
}

// Numbers stand at the right.
std::string markdown_rule(std::string_view head) {
  std::string rule;
  for (const char each : "| " + std::string(head) + " |") rule += each == '|' ? '|' : '-';
  for (std::size_t i = rule.find('|', 1) + 1; (i = rule.find('|', i)) != rule.npos; ++i) {
    rule[i - 1] = ':';
  }
  return rule;
}

std::string json_number(double value) {
  fmt::memory_buffer text;
  if (!std::isfinite(value)) return "null";
  text::append_python_float(text, value);
  return fmt::to_string(text);
}

std::string json_peak(const Metrics& metrics, const std::optional<Peak>& peak) {
  if (!peak || std::isnan(peak->value)) return "null";
  return fmt::format(R"({{"value": {}, "x": {}}})", json_number(peak->value),
                     json_place(metrics, peak->x));
}

}  // namespace

std::string table_metrics(const std::vector<Metrics>& all) {
  return lay_out(all, "", "", table_rule);
}

std::string markdown_metrics(const std::vector<Metrics>& all) {
  return lay_out(all, "| ", " |", markdown_rule);
}

// Closes the object that began before the rows.
std::string json_metrics(const std::vector<Metrics>& all) {
  std::string text = ", \"metrics\": [";
  std::string_view separator = "\n";
  for (const Metrics& each : all) {
    text += fmt::format(
        R"({}{{"function": "{}", "reference": "{}", "rows": {}, "left_out": {},
 "largest_difference": {}, "rms_difference": {}, "largest_slope_difference": {}}})",
        separator, each.function.name, each.reference.name, each.rows, each.left_out,
        json_peak(each, each.difference), json_number(each.rms), json_peak(each, each.slope));
    separator = ",\n";
  }
  return text + "\n]}\n";
}

}  // namespace silu::data

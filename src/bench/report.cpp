#include "bench/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

namespace silu::bench {
namespace {

constexpr std::size_t kColumns = 8;
using Row = std::array<std::string, kColumns>;

Row head(const Report& report, std::string_view times) {
  return {"memory",
          "values",
          "function",
          "ns/value",
          "spread",
          "GB/s",
          fmt::format("{} {}", times, report.baseline),
          fmt::format("{} memcpy", times)};
}

// Three digits: a timing has no more.
std::string three_digits(double value) {
  const int digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
  return fmt::format("{:.{}f}", value, digits);
}

Row cells(const Result& result) {
  return {std::string(result.memory),
          fmt::format("{}", result.values),
          result.name,
          three_digits(result.timing.median),
          fmt::format("{:.0f}%", result.timing.spread * 100),
          three_digits(result.gigabytes_per_second),
          three_digits(result.times_baseline),
          three_digits(result.times_memcpy)};
}

// Text to the left, numbers to the right.
bool is_text(std::size_t column) {
  return column == 0 || column == 2;
}

// A bar of eighths of a character, or of whole ones.
std::string bar(double share, bool ascii) {
  constexpr double kWidth = 20;
  constexpr std::string_view kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (ascii) return std::string(static_cast<std::size_t>(std::ceil(share * kWidth)), '#');
  const auto eighths = static_cast<std::size_t>(std::ceil(share * kWidth * 8));
  std::string text;
  for (std::size_t i = 0; i < eighths / 8; ++i) text += "█";
  return text += kEighths[eighths % 8];
}

// "float32 on AVX3, 2 threads, x from N(0, 4²)"
std::string title(const Report& report, bool ascii) {
  return fmt::format("{} on {}, {} thread{}, x from N(0, {})\n", report.dtype, report.target,
                     report.threads, report.threads == 1 ? "" : "s", ascii ? "4^2" : "4²");
}

// Columns as wide as their widest cell, and for each row a bar of its time; in characters, not in
// bytes.
std::string write_table(const Report& report, bool ascii) {
  std::vector<Row> rows = {head(report, ascii ? "x" : "×")};
  for (const auto& result : report.results) rows.push_back(cells(result));
  std::array<std::size_t, kColumns> widths = {};
  const auto width = [&](const std::string& text) {
    return text.size() - (text.starts_with("×") ? 1 : 0);
  };
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  double slowest = 0;
  for (const auto& result : report.results) slowest = std::max(slowest, result.timing.median);
  std::string text = title(report, ascii);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    // A line between kinds of memory, and behind the head.
    if (i <= 1 || rows[i][0] != rows[i - 1][0]) text += '\n';
    std::string line;
    for (std::size_t column = 0; column < kColumns; ++column) {
      const std::string& cell = rows[i][column];
      const std::string blanks(widths[column] - width(cell), ' ');
      line += is_text(column) ? cell + blanks : blanks + cell;
      line += "  ";
    }
    if (i > 0) line += bar(report.results[i - 1].timing.median / slowest, ascii);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

std::string write_markdown(const Report& report, bool) {
  std::string text = fmt::format("| {} |\n|", fmt::join(head(report, "×"), " | "));
  for (std::size_t i = 0; i < kColumns; ++i) text += is_text(i) ? "---|" : "---:|";
  text += '\n';
  for (const auto& result : report.results) {
    text += fmt::format("| {} |\n", fmt::join(cells(result), " | "));
  }
  return text;
}

std::string write_csv(const Report& report, bool) {
  std::string text =
      "dtype,target,threads,memory,values,function,nanoseconds,spread,samples,gigabytes_per_second,"
      "times_" +
      report.baseline + ",times_memcpy\n";
  for (const auto& each : report.results) {
    const bool quoted = each.name.find(',') != std::string::npos;
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", report.dtype, report.target,
                        report.threads, each.memory, each.values,
                        quoted ? '"' + each.name + '"' : each.name, each.timing.median,
                        each.timing.spread, each.timing.samples, each.gigabytes_per_second,
                        each.times_baseline, each.times_memcpy);
  }
  return text;
}

std::string write_json(const Report& report, bool) {
  auto results = nlohmann::ordered_json::array();
  for (const auto& each : report.results) {
    results.push_back({{"memory", each.memory},
                       {"values", each.values},
                       {"function", each.name},
                       {"nanoseconds", each.timing.median},
                       {"spread", each.timing.spread},
                       {"samples", each.timing.samples},
                       {"gigabytes_per_second", each.gigabytes_per_second},
                       {"times_" + report.baseline, each.times_baseline},
                       {"times_memcpy", each.times_memcpy}});
  }
  const nlohmann::ordered_json json = {{"dtype", report.dtype},
                                       {"target", report.target},
                                       {"threads", report.threads},
                                       {"results", results}};
  return json.dump(2) + '\n';
}

}  // namespace

std::span<const Format> formats() {
  static constexpr Format kFormats[] = {{"table", write_table},
                                        {"csv", write_csv},
                                        {"json", write_json},
                                        {"markdown", write_markdown}};
  return kFormats;
}

}  // namespace silu::bench

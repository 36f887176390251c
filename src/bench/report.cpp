#include "bench/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "text/align.h"

namespace silu::bench {
namespace {

text::Cells head(const Report& report, std::string_view times) {
  return {"memory",
          "values",
          "function",
          "ns/value",
          "least",
          "spread",
          "GB/s",
          fmt::format("{} {}", times, report.baseline),
          fmt::format("{} memcpy", times)};
}

text::Cells cells(const Result& result) {
  return {std::string(result.memory),
          fmt::format("{}", result.values),
          result.name,
          three_digits(result.timing.median),
          three_digits(result.timing.least),
          percent(result.timing.spread),
          three_digits(result.gigabytes_per_second),
          three_digits(result.times_baseline),
          three_digits(result.times_memcpy)};
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

// For each row a bar of its time.
std::string write_table(const Report& report, bool ascii) {
  std::vector<text::Cells> rows = {head(report, ascii ? "x" : "×")};
  for (const auto& result : report.results) rows.push_back(cells(result));
  const auto lines = text::align(rows, "  ", {0, 2});
  double slowest = 0;
  for (const auto& result : report.results) slowest = std::max(slowest, result.timing.median);
  std::string text = title(report, ascii);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    // A line between kinds of memory, and behind the head.
    if (i <= 1 || rows[i][0] != rows[i - 1][0]) text += '\n';
    text += lines[i];
    if (i > 0) text += "  " + bar(report.results[i - 1].timing.median / slowest, ascii);
    text += '\n';
  }
  return text;
}

std::string write_markdown(const Report& report, bool) {
  std::string text = title(report, false);
  text += fmt::format("\n| {} |\n|---|---:|---|---:|---:|---:|---:|---:|---:|\n",
                      fmt::join(head(report, "×"), " | "));
  for (const auto& result : report.results) {
    text += fmt::format("| {} |\n", fmt::join(cells(result), " | "));
  }
  return text;
}

std::string write_csv(const Report& report, bool) {
  std::string text =
      "dtype,target,threads,memory,values,function,nanoseconds,spread,samples,gigabytes_per_second,"
      "times_" +
      report.baseline + ",times_memcpy,least_nanoseconds\n";
  for (const auto& each : report.results) {
    const bool quoted = each.name.find(',') != std::string::npos;
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{}\n", report.dtype, report.target,
                        report.threads, each.memory, each.values,
                        quoted ? '"' + each.name + '"' : each.name, each.timing.median,
                        each.timing.spread, each.timing.samples, each.gigabytes_per_second,
                        each.times_baseline, each.times_memcpy, each.timing.least);
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
                       {"least_nanoseconds", each.timing.least},
                       {"spread", each.timing.spread},
                       {"samples", each.timing.samples},
                       {"gigabytes_per_second", each.gigabytes_per_second},
                       {"times_" + report.baseline, each.times_baseline},
                       {"times_memcpy", each.times_memcpy}});
  }
  const nlohmann::ordered_json json = {{"dtype", report.dtype},
                                       {"target", report.target},
                                       {"threads", report.threads},
                                       {"warnings", report.warnings},
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

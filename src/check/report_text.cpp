#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "check/report.h"
#include "text/align.h"
#include "text/number.h"

namespace silu::check {
namespace {

// A table with a line above it; the first row is its head.
struct Section {
  std::string title;
  std::vector<text::Cells> rows;
  std::vector<std::string> lines = {};  // below
};

std::string count_of(std::uint64_t count) {
  return fmt::format("{}", count);
}

// "1 result"
std::string results_of(std::uint64_t count) {
  return fmt::format("{} result{}", count, count == 1 ? "" : "s");
}

std::string share_of(std::uint64_t count, std::uint64_t all) {
  if (count == 0) return "";
  const double share = 100 * static_cast<double>(count) / static_cast<double>(all);
  // A share that is rounded to all or to nothing would be a lie.
  if (count < all && share > 99.99) return "> 99.99 %";
  return share < 0.001 ? "< 0.001 %" : fmt::format("{:.4g} %", share);
}

std::string steps_of(Distance distance) {
  return distance == kWrongClass ? "wrong class" : fmt::format("{}", distance);
}

std::string steps_of(const Finding& finding) {
  return finding.wrong_class ? "wrong class" : fmt::format("{:+}", finding.steps);
}

// A limit or what was found, a share in percent.
std::string limit_of(const Judgement& judgement, double value) {
  if (judgement.name == "max-misrounded") return fmt::format("{:.4g} %", 100 * value);
  if (value == std::floor(value) && std::fabs(value) < 0x1p63) {
    return fmt::format("{}", static_cast<std::int64_t>(value));
  }
  return fmt::format("{:.9g}", value);
}

Section judgements(const Result& result) {
  Section section = {"", {{"limit", "allowed", "found", ""}}};
  for (const Judgement& each : result.judgements) {
    section.rows.push_back({each.name, limit_of(each, each.limit), limit_of(each, each.value),
                            each.pass ? "pass" : "FAIL"});
  }
  return section;
}

Section counts(const Tally& tally) {
  Section section = {"", {{"results", "count", "share"}}};
  const auto add = [&](std::string name, std::uint64_t count) {
    section.rows.push_back({std::move(name), count_of(count), share_of(count, tally.inputs)});
  };
  add("correctly rounded", tally.inputs - tally.misrounded);
  add("1 step", tally.steps.count(1, 1));
  add("2 steps", tally.steps.count(2, 2));
  add("3 to 10 steps", tally.steps.count(3, 10));
  const auto beyond_10 = tally.steps.count(11, std::numeric_limits<std::uint64_t>::max());
  add("11 to 100 steps", beyond_10 - tally.beyond_100);
  add("more", tally.beyond_100);
  add("wrong class", tally.wrong_classes);
  return section;
}

Section sizes(const Report& report, const Tally& tally) {
  Section section = {"", {{"", "max", "mean", "p50", "p95", "p99", "p99.9"}}};
  const auto percentile = [&](double share) { return steps_of(tally.percentile(share)); };
  section.rows.push_back({"steps, absolute", steps_of(tally.max_steps),
                          fmt::format("{:.4g}", tally.mean_steps()), percentile(.5),
                          percentile(.95), percentile(.99), percentile(.999)});
  section.rows.push_back({"ULP error", fmt::format("{:.6g}", tally.max_ulp),
                          fmt::format("{:.4g}", tally.mean_ulp()), "", "", "", ""});
  if (report.checker.options().measures_errors) {
    section.rows.push_back(
        {"absolute error", fmt::format("{:.4g}", tally.max_absolute), "", "", "", "", ""});
    section.rows.push_back(
        {"relative error", fmt::format("{:.4g}", tally.max_relative), "", "", "", "", ""});
  }
  if (tally.max_steps > Histogram::kMostSingly) {
    section.lines.push_back("Percentiles above 64 are the upper end of a power of two.");
  }
  return section;
}

// Rows of the histogram with the same number are one line: each up to 3 steps, then up to 10, to
// 64, and by 32 times as many.
int group_of(std::int64_t steps) {
  const double size = std::fabs(static_cast<double>(steps));
  if (size <= 3) return static_cast<int>(steps);
  const int beyond = size <= 10   ? 4
                     : size <= 64 ? 5
                                  : 6 + static_cast<int>(std::log2(size) - 6) / 5;
  return steps < 0 ? -beyond : beyond;
}

std::vector<Histogram::Row> group(const Histogram& histogram) {
  std::vector<Histogram::Row> groups;
  for (const auto& row : histogram.rows()) {
    if (!groups.empty() && group_of(groups.back().from) == group_of(row.from)) {
      groups.back().to = row.to;
      groups.back().count += row.count;
    } else {
      groups.push_back(row);
    }
  }
  return groups;
}

Section histogram(const Tally& tally) {
  constexpr double kWidth = 40;
  Section section = {"Steps from the correctly rounded value", {{"steps", "count", ""}}};
  const auto groups = group(tally.steps);
  std::uint64_t most = 1;
  for (const auto& each : groups) most = std::max(most, each.count);
  for (const auto& each : groups) {
    const double share = static_cast<double>(each.count) / static_cast<double>(most);
    section.rows.push_back({each.from == each.to ? fmt::format("{:+}", each.from)
                                                 : fmt::format("{:+} to {:+}", each.from, each.to),
                            count_of(each.count),
                            std::string(static_cast<std::size_t>(std::ceil(share * kWidth)), '#')});
  }
  return section;
}

text::Cells row_of(const Report& report, const Finding& each) {
  const auto& options = report.checker.options();
  text::Cells cells = {text::shortest(options.input_dtype, each.x), hexadecimal(each.x),
                       bits(options.input_dtype, each.x)};
  if (options.is_backward) cells.push_back(text::shortest(options.input_dtype, each.dy));
  cells.push_back(text::shortest(options.result_dtype, each.result));
  cells.push_back(text::shortest(options.result_dtype, each.expected));
  cells.push_back(exact_decimal(report.checker.exactly(each)));
  cells.push_back(steps_of(each));
  cells.push_back(std::isnan(each.ulp) ? "" : fmt::format("{:.4g}", each.ulp));
  return cells;
}

Section findings(const Report& report, std::string title, const std::vector<Finding>& list) {
  text::Cells head = {"x", "hex", "bits", "result", "correctly rounded", "exact", "steps", "ULP"};
  if (report.checker.options().is_backward) head.insert(head.begin() + 3, "dy");
  Section section = {std::move(title), {head}};
  for (const Finding& each : list) section.rows.push_back(row_of(report, each));
  return section;
}

Section regions(const Report& report, const Tally& tally) {
  const auto& options = report.checker.options();
  Section section = {"Largest regions without a correctly rounded result",
                     {{"from x", "to x", "inputs", "worst steps"}}};
  for (const Region& each : tally.all_regions(options.most_findings)) {
    section.rows.push_back({text::shortest(options.input_dtype, each.from),
                            text::shortest(options.input_dtype, each.to), count_of(each.count),
                            steps_of(each.worst)});
  }
  return section;
}

Section classes(const Tally& tally) {
  Section section = {"Class of the result, by class of the correctly rounded value", {{""}}};
  for (const auto name : kClassNames) section.rows[0].emplace_back(name);
  for (std::size_t i = 0; i < kClasses; ++i) {
    if (std::ranges::count(tally.classes[i], 0U) == kClasses) continue;
    section.rows.push_back({std::string(kClassNames[i])});
    for (const auto count : tally.classes[i]) {
      section.rows.back().push_back(count == 0 ? "" : count_of(count));
    }
  }
  return section;
}

bool has_other_classes(const Tally& tally) {
  for (std::size_t i = 0; i < kClasses; ++i) {
    for (std::size_t j = 0; j < kClasses; ++j) {
      if (i != j && tally.classes[i][j] > 0) return true;
    }
  }
  return false;
}

// The largest |steps| of each column of binades, as bars whose height is a logarithm.
std::string bars(const std::vector<Bucket>& buckets, std::size_t first, std::size_t columns,
                 double most) {
  constexpr std::string_view kBars[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const std::size_t each = kBuckets / 2 / columns;
  std::string text;
  for (std::size_t i = 0; i < columns; ++i) {
    double worst = 0;
    for (std::size_t j = first + i * each; j < first + (i + 1) * each; ++j) {
      const Bucket& bucket = buckets[j];
      const double size =
          std::max(static_cast<double>(bucket.most), -static_cast<double>(bucket.least));
      worst = std::max(worst, bucket.wrong_classes > 0 ? most : size);
    }
    const double height =
        worst == 0 ? 0 : 1 + 7 * std::log2(worst) / std::max(1.0, std::log2(most));
    text += kBars[static_cast<std::size_t>(std::min(8.0, height))];
  }
  return text;
}

Section chart(const Report& report, const Tally& tally) {
  Section section = {"Largest |steps| by magnitude of x, from 0 to the largest", {}};
  const auto dtype = report.checker.options().input_dtype;
  const std::size_t columns = size_of(dtype) == 1 ? 0 : 64;
  if (columns == 0 || tally.buckets.empty()) return section;
  const double most = std::max(2.0, static_cast<double>(tally.max_steps));
  section.lines = {fmt::format("x > 0  |{}|", bars(tally.buckets, 0, columns, most)),
                   fmt::format("x < 0  |{}|", bars(tally.buckets, kBuckets / 2, columns, most))};
  return section;
}

std::vector<std::string> remarks(const Report& report, const Result& result) {
  const Tally& tally = result.tally;
  const auto& options = report.checker.options();
  std::vector<std::string> remarks;
  if (tally.only_by_flushing > 0) {
    remarks.push_back(fmt::format(
        "{} {} only by flushing subnormal numbers{}", results_of(tally.only_by_flushing),
        tally.only_by_flushing == 1 ? "differs" : "differ",
        options.subnormals == Subnormals::kKeep ? "." : ", which is allowed."));
  }
  const auto add = [&](const Count& count, std::string_view what) {
    if (count.count == 0) return;
    remarks.push_back(fmt::format("{} {} {}, first at x = {}.", results_of(count.count),
                                  count.count == 1 ? "is" : "are", what,
                                  text::shortest(options.input_dtype, count.first->x)));
  };
  add(tally.not_monotone, "in the reverse of the order of their exact values");
  add(tally.out_of_range, "not in the range of the function");
  if (options.close) {
    const auto [relative, absolute] = *options.close;
    remarks.push_back(fmt::format(
        "allclose(rtol={:g}, atol={:g}) {} ({} of {} results beyond).", relative, absolute,
        tally.not_close.count == 0 ? "passes" : "fails", tally.not_close.count, tally.inputs));
  }
  if (result.lanes && result.lanes->inputs > 0) {
    remarks.push_back(
        fmt::format("{} inputs give other bits at another place; input {}, {}: {:#x} instead of "
                    "{:#x}.",
                    result.lanes->inputs, result.lanes->index, result.lanes->arrangement,
                    result.lanes->arranged, result.lanes->in_order));
  }
  for (const auto& each : result.explanations()) {
    remarks.push_back(fmt::format("These are the bits of {}.", each));
  }
  if (report.is_converted) {
    remarks.push_back(fmt::format("Results were converted to {}.", name_of(options.result_dtype)));
  }
  return remarks;
}

std::vector<Section> sections_of(const Report& report, const Result& result) {
  const Tally& tally = result.tally;
  std::vector<Section> sections = {judgements(result), counts(tally), sizes(report, tally)};
  if (tally.misrounded > 0) {
    sections.push_back(histogram(tally));
    if (!tally.worst.empty()) {
      sections.push_back(findings(report, "Worst results", tally.worst));
      sections.push_back(regions(report, tally));
    }
    sections.push_back(chart(report, tally));
  }
  if (has_other_classes(tally)) sections.push_back(classes(tally));
  if (tally.misrounded > 0 && !tally.special.empty()) {
    sections.push_back(findings(report, "Special inputs", tally.special));
  }
  sections.push_back({"", {}, remarks(report, result)});
  return sections;
}

void append_text(std::string& text, const Section& section) {
  if (section.rows.empty() && section.lines.empty()) return;
  text += '\n';
  if (!section.title.empty()) text += section.title + "\n";
  if (!section.rows.empty()) {
    const bool is_histogram = section.rows[0].size() == 3 && section.rows[0][2].empty();
    const auto lines =
        is_histogram ? text::align(section.rows, "  ", {2}) : text::align(section.rows, "  ", {0});
    for (const auto& line : lines) {
      const auto end = line.find_last_not_of(' ') + 1;
      text += fmt::format("  {}\n", std::string_view(line).substr(0, end));
    }
  }
  const std::string_view indent = section.title.empty() ? "" : "  ";
  for (const auto& line : section.lines) text += fmt::format("{}{}\n", indent, line);
}

void append_markdown(std::string& text, const Section& section) {
  if (section.rows.empty() && section.lines.empty()) return;
  text += '\n';
  if (!section.title.empty()) text += fmt::format("### {}\n\n", section.title);
  for (std::size_t i = 0; i < section.rows.size(); ++i) {
    text += fmt::format("| {} |\n", fmt::join(section.rows[i], " | "));
    if (i > 0) continue;
    text += "|---|";
    for (std::size_t j = 1; j < section.rows[0].size(); ++j) text += "---:|";
    text += '\n';
  }
  if (!section.rows.empty() && !section.lines.empty()) text += '\n';
  const bool is_chart = section.rows.empty() && !section.title.empty();
  if (is_chart) text += "```\n";
  const std::string_view mark = is_chart ? "" : "- ";
  for (const auto& line : section.lines) text += fmt::format("{}{}\n", mark, line);
  if (is_chart) text += "```\n";
}

}  // namespace

std::string headline(const Report& report) {
  const auto& options = report.checker.options();
  std::string text = report.checker.function().title();
  if (options.is_backward) text += ", backward";
  text += fmt::format(" in {}", name_of(options.input_dtype));
  if (options.result_dtype != options.input_dtype) {
    text += fmt::format(", results in {}", name_of(options.result_dtype));
  }
  text += ": " + report.source;
  if (report.part) text += fmt::format(", part {} of {}", report.part->index, report.part->of);
  return text + (report.is_exhaustive && !report.part ? ", exhaustive" : ", not exhaustive");
}

std::string verdict_of(const Result& result) {
  std::string text = to_text(result.verdict()) == "pass"   ? "PASS"
                     : to_text(result.verdict()) == "fail" ? "FAIL"
                                                           : "VOID";
  text += fmt::format(": {}, {}", result.name, results_of(result.tally.inputs));
  if (result.failure) text += "; " + *result.failure;
  return text;
}

std::string write_text(const Report& report) {
  std::string text = headline(report) + "\n";
  for (const Result& result : report.results) {
    text += fmt::format("\n{}\n", verdict_of(result));
    if (result.tally.inputs == 0) continue;
    for (const Section& each : sections_of(report, result)) append_text(text, each);
  }
  return text;
}

std::string write_markdown(const Report& report) {
  std::string text = fmt::format("# {}\n", headline(report));
  for (const Result& result : report.results) {
    text += fmt::format("\n## {}\n", verdict_of(result));
    if (result.tally.inputs == 0) continue;
    for (const Section& each : sections_of(report, result)) append_markdown(text, each);
  }
  return text;
}

}  // namespace silu::check

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "check/report.h"

namespace silu::check {
namespace {

constexpr int kLeft = 84;
constexpr int kHalf = 432;  // from 0 to infinity
constexpr int kWidth = 2 * kHalf;
constexpr int kNaNGap = 28;  // from infinity to the column of NaN
constexpr int kNaNWidth = 16;
constexpr int kPageWidth = kLeft + kWidth + kNaNGap + kNaNWidth + 24;
constexpr int kHead = 44;     // above the first panel
constexpr int kPlotTop = 72;  // from the top of a panel
constexpr int kBandTop = 30;  // of the marks for wrong classes
constexpr int kBandHeight = 10;
constexpr int kPlotHeight = 220;
constexpr int kPanelHeight = kPlotTop + kPlotHeight + 62;

// As those of src/plot look.
constexpr std::string_view kStyle = R"(<style>
.plot { font: 14px Helvetica, Arial, sans-serif }
.plot .paper { fill: #fff }
.plot text { fill: #333 }
.plot path { fill: none }
.plot .head { font-weight: 600 }
.plot .grid { stroke: #e4e4e4 }
.plot .zero { stroke: #aaa }
.plot .axis { stroke: #333 }
.plot .symbol { font-style: italic }
.plot .steps { fill: #0072b2 }
.plot .wrong { fill: #d55e00 }
.plot .sub { font-size: 10px }
.plot .small { font-size: 12px }
@media (prefers-color-scheme: dark) {
.plot .paper { fill: #15181c }
.plot text { fill: #ddd }
.plot .grid { stroke: #2b3036 }
.plot .zero { stroke: #666 }
.plot .axis { stroke: #ccc }
.plot .steps { fill: #3d9be0 }
.plot .wrong { fill: #f0803c }
}
</style>
)";

// The inputs of a dtype from 0 to infinity.
struct Inputs {
  std::int64_t values;   // so many, with both ends
  std::size_t buckets;   // that they are in
  std::size_t negative;  // the bucket of -0
};

Inputs inputs_of(DType dtype) {
  return with_type(dtype, []<class T>(std::type_identity<T>) -> Inputs {
    using Limits = std::numeric_limits<T>;
    const T last = Limits::has_infinity ? Limits::infinity() : Limits::max();
    return {ordinal(last) + 1, bucket_of(last) + 1, bucket_of(T(-0.0F))};
  });
}

// What a column of pixels shows.
struct Column {
  double least = 0, most = 0;
  bool wrong_class = false;

  void add(const Bucket& bucket) {
    least = std::min(least, static_cast<double>(bucket.least));
    most = std::max(most, static_cast<double>(bucket.most));
    wrong_class |= bucket.wrong_classes > 0;
  }
};

// From -infinity to infinity, and last NaN.
std::vector<Column> columns_of(const Tally& tally, const Inputs& inputs) {
  std::vector<Column> columns(kWidth + 1);
  const auto add = [&](std::size_t place, const Bucket& bucket, bool is_negative) {
    if (place >= inputs.buckets) return columns[kWidth].add(bucket);
    const std::size_t first = place * kHalf / inputs.buckets;
    const std::size_t last = std::max(first, ((place + 1) * kHalf - 1) / inputs.buckets);
    for (std::size_t i = first; i <= last; ++i) {
      columns[is_negative ? kHalf - 1 - i : kHalf + i].add(bucket);
    }
  };
  for (std::size_t i = 0; i < tally.buckets.size() && i < 2 * inputs.negative; ++i) {
    const bool is_negative = i >= inputs.negative;
    add(is_negative ? i - inputs.negative : i, tally.buckets[i], is_negative);
  }
  return columns;
}

// Where steps are on an axis that is a logarithm of both signs: 0, 1 for 1, 2 for 10 ...
double place_of(double steps) {
  return steps == 0 ? 0 : std::copysign(1 + std::log10(std::fabs(steps)), steps);
}

struct Axis {
  int up = 1, down = 1;  // to 1, 10, 100 ...

  double pixels() const { return kPlotHeight / (up + down + 0.4); }
  double height(double place) const { return (up + 0.2 - place) * pixels(); }
};

Axis axis_of(const std::vector<Column>& columns) {
  Axis axis;
  for (const Column& each : columns) {
    axis.up = std::max(axis.up, static_cast<int>(std::ceil(place_of(each.most))));
    axis.down = std::max(axis.down, static_cast<int>(std::ceil(-place_of(each.least))));
  }
  return axis;
}

std::string path(std::string_view kind, const std::string& commands) {
  if (commands.empty()) return "";
  return fmt::format("<path class=\"{}\" d=\"{}\"/>\n", kind, commands);
}

// "100", or 10 to a power.
std::string power_of_ten(int power) {
  if (power >= -2 && power <= 3) return fmt::format("{}", std::pow(10, power));
  return fmt::format("10<tspan class=\"sub\" dy=\"-5\">{}{}</tspan>", power < 0 ? "\u2212" : "",
                     std::abs(power));
}

int across_of(std::size_t column) {
  return kLeft + static_cast<int>(column) + (column == kWidth ? kNaNGap : 0);
}

// A rectangle for each run of columns that are the same.
template <class Rectangle>
std::string runs(const std::vector<Column>& columns, Rectangle rectangle) {
  std::string commands;
  std::size_t first = 0;
  for (std::size_t i = 1; i <= columns.size(); ++i) {
    const bool goes_on = i < kWidth && rectangle(columns[i]) == rectangle(columns[first]);
    if (goes_on) continue;
    const auto [top, bottom] = rectangle(columns[first]);
    const int width = first == kWidth ? kNaNWidth : static_cast<int>(i - first);
    if (bottom > top) {
      commands +=
          fmt::format("M{} {:.1f}h{}V{:.1f}h-{}z", across_of(first), top, width, bottom, width);
    }
    first = i;
  }
  return commands;
}

std::string bars(const std::vector<Column>& columns, const Axis& axis, int plot) {
  using Ends = std::pair<double, double>;
  return path(
      "steps", runs(columns, [&](const Column& each) -> Ends {
        return {plot + axis.height(place_of(each.most)), plot + axis.height(place_of(each.least))};
      }));
}

// So wide that a single one is seen.
std::string wrong_classes(const std::vector<Column>& columns, int band) {
  std::string commands;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i].wrong_class) continue;
    const int width = i == kWidth ? kNaNWidth : 3;
    commands += fmt::format("M{} {}h{}v{}h-{}z", across_of(i) - (i == kWidth ? 0 : 1), band, width,
                            kBandHeight, width);
  }
  if (commands.empty()) return "";
  return path("wrong", commands) +
         fmt::format(
             "<text class=\"small\" x=\"{}\" y=\"{}\" text-anchor=\"end\">wrong class</text>\n",
             kLeft - 9, band + kBandHeight - 1);
}

std::string y_axis(const Axis& axis, int plot) {
  const int every = static_cast<int>(std::ceil(15 / axis.pixels()));
  std::string grid;
  std::string zero;
  std::string labels;
  for (int place = -axis.down; place <= axis.up; ++place) {
    // 0, 1 and from there on each so many powers.
    if (place != 0 && (std::abs(place) - 1) % every != 0) continue;
    const double y = plot + axis.height(place);
    (place == 0 ? zero : grid) += fmt::format("M{} {:.1f}h{}", kLeft, y, kWidth);
    const std::string sign = place < 0 ? "\u2212" : place > 0 ? "+" : "";
    labels +=
        fmt::format("<text x=\"{}\" y=\"{:.1f}\" dy=\".35em\" text-anchor=\"end\">{}{}</text>\n",
                    kLeft - 9, y, sign, place == 0 ? "0" : power_of_ten(std::abs(place) - 1));
  }
  return path("grid", grid) + path("zero", zero) + labels;
}

// Powers of ten that are normal numbers, as many as have room, and their places from 0 on.
std::vector<std::pair<int, double>> x_ticks(DType dtype, const Inputs& inputs) {
  constexpr double kRoom = 54;
  return with_type(dtype, [&]<class T>(std::type_identity<T>) {
    using Limits = std::numeric_limits<T>;
    const auto least = static_cast<int>(std::ceil(std::log10(static_cast<double>(Limits::min()))));
    const auto most = static_cast<int>(std::floor(std::log10(static_cast<double>(Limits::max()))));
    const auto at = [&](int power) {
      return static_cast<double>(ordinal(T(std::pow(10.0, power)))) /
             static_cast<double>(inputs.values) * kHalf;
    };
    for (const int every : {1, 2, 3, 5, 10, 20, 50, 100}) {
      std::vector<std::pair<int, double>> ticks;
      for (int power = least; power <= most; ++power) {
        const bool has_room = at(power) >= kRoom / 2 && at(power) <= kHalf - kRoom / 2;
        if (power % every == 0 && has_room) ticks.emplace_back(power, at(power));
      }
      bool fits = true;
      for (std::size_t i = 1; i < ticks.size(); ++i) {
        fits &= ticks[i].second - ticks[i - 1].second >= kRoom;
      }
      if (fits) return ticks;
    }
    return std::vector<std::pair<int, double>>();
  });
}

std::string x_axis(DType dtype, const Inputs& inputs, int plot) {
  const int bottom = plot + kPlotHeight;
  std::string grid;
  std::string labels;
  std::string ticks;
  const auto add = [&](double x, const std::string& label) {
    ticks += fmt::format("M{:.1f} {}v5", x, bottom);
    labels += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n", x,
                          bottom + 21, label);
  };
  const double middle = kLeft + kHalf;
  const std::string_view end = dtype == DType::kFloat8E4M3FN ? "max" : "\u221e";
  add(middle - kHalf, fmt::format("\u2212{}", end));
  for (const auto& [power, place] : x_ticks(dtype, inputs)) {
    grid += fmt::format("M{:.1f} {}v{}M{:.1f} {}v{}", middle - place, plot, kPlotHeight,
                        middle + place, plot, kPlotHeight);
    add(middle - place, "\u2212" + power_of_ten(power));
    add(middle + place, power_of_ten(power));
  }
  add(middle, "0");
  add(middle + kHalf, std::string(end));
  add(kLeft + kWidth + kNaNGap + kNaNWidth / 2.0, "NaN");
  return path("grid", grid) + path("zero", fmt::format("M{} {}v{}", middle, plot, kPlotHeight)) +
         path("axis", fmt::format("M{} {}v{}h{}m{} 0h{}", kLeft, plot, kPlotHeight, kWidth, kNaNGap,
                                  kNaNWidth) +
                          ticks) +
         labels +
         fmt::format("<text class=\"symbol\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">x</text>\n",
                     middle, bottom + 44);
}

std::string counts(const Result& result) {
  const Tally& tally = result.tally;
  if (tally.inputs == 0) return "nothing was measured";
  if (tally.misrounded == 0) return "all correctly rounded";
  std::string text = fmt::format("{} misrounded, at most {} step{}", tally.misrounded,
                                 tally.max_steps, tally.max_steps == 1 ? "" : "s");
  if (tally.wrong_classes > 0) text += fmt::format(", {} of a wrong class", tally.wrong_classes);
  return text;
}

// A command line may be longer than the picture is wide. No character of UTF-8 is cut in two.
std::string shorten(const std::string& text) {
  constexpr std::size_t kMost = 80;
  if (text.size() <= kMost) return text;
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "\u2026";
}

std::string panel(const Report& report, const Result& result, int top) {
  const DType dtype = report.checker.options().input_dtype;
  const Inputs inputs = inputs_of(dtype);
  const auto columns = columns_of(result.tally, inputs);
  const Axis axis = axis_of(columns);
  std::string text = fmt::format(
      "<g class=\"panel\">\n<text x=\"{0}\" y=\"{1}\">{2}; {3}</text>\n"
      "<text x=\"{4}\" y=\"{5}\" text-anchor=\"end\">steps</text>\n",
      kLeft, top + 14, escape_xml(shorten(verdict_of(result))), counts(result), kLeft - 9,
      top + kPlotTop - 8);
  text += y_axis(axis, top + kPlotTop) + x_axis(dtype, inputs, top + kPlotTop) +
          bars(columns, axis, top + kPlotTop) + wrong_classes(columns, top + kBandTop);
  return text + "</g>\n";
}

}  // namespace

std::string write_svg(const Report& report) {
  const std::size_t height = kHead + report.results.size() * kPanelHeight;
  std::string text = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" width=\"{0}\" height=\"{1}\" "
      "viewBox=\"0 0 {0} {1}\" role=\"img\" aria-labelledby=\"plot-title plot-description\">\n"
      "<title id=\"plot-title\">{2}</title>\n<desc id=\"plot-description\">Steps from the "
      "correctly rounded result by x, the least and the most of each part of a binade.",
      kPageWidth, height, escape_xml(headline(report)));
  for (const Result& each : report.results) {
    text += fmt::format(" {}; {}.", escape_xml(verdict_of(each)), counts(each));
  }
  text += fmt::format(
      "</desc>\n{}<rect class=\"paper\" width=\"{}\" height=\"{}\"/>\n"
      "<text class=\"head\" x=\"{}\" y=\"26\">{}</text>\n",
      kStyle, kPageWidth, height, kLeft, escape_xml(headline(report)));
  int top = kHead;
  for (const Result& each : report.results) {
    text += panel(report, each, top);
    top += kPanelHeight;
  }
  return text + "</svg>\n";
}

std::string write_html(const Report& report) {
  return fmt::format(R"(<!DOCTYPE html>
<html lang="en">
<head>
<title>{}</title>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<link rel="icon" href="data:,">
<style>
:root {{ color-scheme: light dark; --paper: #fff }}
@media (prefers-color-scheme: dark) {{ :root {{ --paper: #15181c }} }}
body {{ max-width: 66rem; margin: 2rem auto; padding: 0 1rem; background: var(--paper) }}
main {{ overflow-x: auto }}
svg {{ display: block; width: 100%; min-width: 40rem; height: auto }}
</style>
</head>
<body>
<main>
{}</main>
</body>
</html>
)",
                     escape_xml(headline(report)), write_svg(report));
}

}  // namespace silu::check

#include <algorithm>
#include <cmath>
#include <span>

#include "data/writers/writers.h"
#include "text/number.h"

namespace silu::data {
namespace {

std::string fixed(double x, int decimals) {
  return fmt::format("{:.{}f}", x, decimals);
}

std::string scientific(double x, int decimals) {
  return fmt::format("{:.{}e}", x, decimals);
}

bool tell_apart(std::span<const double> xs, int decimals) {
  // Neighbours so far apart differ for certain, which saves the printing.
  const double certain = 1.000001 * std::pow(10, -decimals);
  for (std::size_t i = 1; i < xs.size(); ++i) {
    if (std::abs(xs[i] - xs[i - 1]) > certain) continue;
    if (fixed(xs[i - 1], decimals) == fixed(xs[i], decimals)) return false;
  }
  return true;
}

// The article's format strings are f"{x:5.1f} | {silu:9.4f} | {relu:9.4f}"; columns grow with the
// decimals asked for and with their titles.
class TableWriter : public Writer {
 public:
  TableWriter(const Names& names, const NumberStyle& style)
      : names_(names),
        style_(style),
        x_width_(style.x_is_scientific ? 8 + style.x_decimals
                                       : std::max(4, style.whole + 1) + style.x_decimals) {
    for (const auto& column : names) {
      widths_.push_back(std::max({9, std::max(5, style.whole + 1) + style.decimals,
                                  static_cast<int>(column.title.size())}));
    }
  }

  void begin(io::OutputFile& output) override {
    std::string header = before() + fmt::format("{:>{}}", "x", x_width_);
    for (std::size_t i = 0; i < names_.size(); ++i) {
      header += fmt::format(" | {:>{}}", names_[i].title, widths_[i]);
    }
    output.write(header + after() + rule());
  }

  void format(const Chunk& chunk, Text& text) const override {
    auto& out = clear(text);
    const std::string start = before();
    const std::string stop = after();
    std::visit(
        [&](const auto& columns) {
          for (std::size_t row = 0; row < columns.x.size(); ++row) {
            data::append(out, start);
            append_x(out, static_cast<double>(columns.x[row]));
            for (std::size_t i = 0; i < columns.functions.size(); ++i) {
              data::append(out, " | ");
              append_fixed(out, static_cast<double>(columns.functions[i][row]), widths_[i],
                           style_.decimals);
            }
            data::append(out, stop);
          }
        },
        chunk);
  }

 protected:
  // What begins and what ends a line, and the line under the header.
  virtual std::string before() const { return ""; }
  virtual std::string after() const { return "\n"; }
  virtual std::string rule() const {
    int width = x_width_ + 3;
    for (const int column : widths_) width += column + 3;
    return std::string(static_cast<std::size_t>(width), '-') + "\n";
  }

  std::size_t columns() const { return 1 + names_.size(); }
  int width(std::size_t column) const { return column == 0 ? x_width_ : widths_[column - 1]; }

 private:
  void append_x(fmt::memory_buffer& out, double x) const {
    if (!style_.x_is_scientific || !std::isfinite(x)) {
      return append_fixed(out, x, x_width_, style_.x_decimals);
    }
    fmt::format_to(std::back_inserter(out), "{:>{}.{}e}", x, x_width_, style_.x_decimals);
  }

  static void append_fixed(fmt::memory_buffer& out, double value, int width, int decimals) {
    // As Python does: NaN has no sign.
    if (value != value) return data::append(out, fmt::format("{:>{}}", "nan", width));
    fmt::format_to(std::back_inserter(out), "{:>{}.{}f}", value, width, decimals);
  }

  const Names names_;
  const NumberStyle style_;
  const int x_width_;
  std::vector<int> widths_;
};

class MarkdownWriter : public TableWriter {
  using TableWriter::TableWriter;

  std::string before() const override { return "| "; }
  std::string after() const override { return " |\n"; }

  // The colons align the columns to the right.
  std::string rule() const override {
    std::string line = "|";
    for (std::size_t i = 0; i < columns(); ++i) {
      line += std::string(static_cast<std::size_t>(width(i)) + 1, '-') + ":|";
    }
    return line + "\n";
  }
};

// Whether such a text has so many digits of each value, or all there are.
bool has_digits(std::span<const double> xs, int decimals, int digits) {
  return std::ranges::all_of(xs, [&](double x) {
    const double certain = std::pow(10.0, digits - 1 - decimals);
    return !std::isfinite(x) || std::abs(x) >= certain ||
           text::parse_number<double>(fixed(x, decimals)) == x;
  });
}

// The fewest decimals, up to so many, with which each text says its value.
int scientific_in_full(std::span<const double> xs, int most) {
  int decimals = 1;
  for (const double x : xs) {
    while (decimals < most && std::isfinite(x) &&
           text::parse_number<double>(scientific(x, decimals)) != x) {
      ++decimals;
    }
  }
  return decimals;
}

bool tell_apart_in_scientific(std::span<const double> xs, int decimals) {
  for (std::size_t i = 1; i < xs.size(); ++i) {
    if (scientific(xs[i - 1], decimals) == scientific(xs[i], decimals)) return false;
  }
  return true;
}

// Of nine decimals six must be digits of the value.
NumberStyle style_of_values(std::span<const double> xs) {
  constexpr int kMost = 9;
  constexpr int kLeastDigits = 6;
  const int decimals = text::decimals_in_full(xs);
  if (decimals < kMost || has_digits(xs, kMost, kLeastDigits)) return {.x_decimals = decimals};
  return {.x_decimals = scientific_in_full(xs, kMost - 1), .x_is_scientific = true};
}

// One decimal as long as it tells neighbours apart.
NumberStyle style_of_range(std::span<const double> xs) {
  constexpr int kMost = 17;
  constexpr int kMostScientific = 16;
  if (std::ranges::all_of(xs, [&](double x) { return x == xs.front(); })) {
    return has_digits(xs, 1, 1) ? NumberStyle() : style_of_values(xs);
  }
  NumberStyle style;
  while (style.x_decimals < kMost && !tell_apart(xs, style.x_decimals)) ++style.x_decimals;
  if (style.x_decimals < kMost || tell_apart(xs, kMost)) return style;
  style = {.x_is_scientific = true};
  while (style.x_decimals < kMostScientific && !tell_apart_in_scientific(xs, style.x_decimals)) {
    ++style.x_decimals;
  }
  return style;
}

}  // namespace

NumberStyle style_of(const Preview& preview) {
  NumberStyle style = preview.is_range ? style_of_range(preview.x) : style_of_values(preview.x);
  for (const double x : preview.x) {
    if (!std::isfinite(x)) continue;
    const auto size = static_cast<int>(fixed(x, style.x_decimals).size());
    style.whole = std::max(style.whole, size - style.x_decimals - 1);
  }
  return style;
}

std::unique_ptr<Writer> make_table_writer(const Names& names, const NumberStyle& style) {
  return std::make_unique<TableWriter>(names, style);
}

std::unique_ptr<Writer> make_markdown_writer(const Names& names, const NumberStyle& style) {
  return std::make_unique<MarkdownWriter>(names, style);
}

}  // namespace silu::data

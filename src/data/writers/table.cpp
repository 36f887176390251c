#include <algorithm>
#include <cmath>
#include <span>

#include "data/writers/writers.h"
#include "text/number.h"

namespace silu::data {
namespace {

bool tell_apart(std::span<const double> xs, int decimals) {
  // Neighbours so far apart differ for certain, which saves the printing.
  const double certain = 1.000001 * std::pow(10, -decimals);
  for (std::size_t i = 1; i < xs.size(); ++i) {
    if (std::abs(xs[i] - xs[i - 1]) > certain) continue;
    if (fmt::format("{:.{}f}", xs[i - 1], decimals) == fmt::format("{:.{}f}", xs[i], decimals)) {
      return false;
    }
  }
  return true;
}

// The article's format strings are f"{x:5.1f} | {silu:9.4f} | {relu:9.4f}"; columns grow with the
// decimals asked for and with their titles.
class TableWriter : public Writer {
 public:
  TableWriter(const Names& names, const NumberStyle& style)
      : names_(names), style_(style), x_width_(4 + style.x_decimals) {
    for (const auto& column : names) {
      widths_.push_back(std::max({9, 5 + style.decimals, static_cast<int>(column.title.size())}));
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
            append_fixed(out, static_cast<double>(columns.x[row]), x_width_, style_.x_decimals);
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

// One decimal as long as it tells neighbours apart.
int decimals_that_tell_apart(std::span<const double> xs) {
  constexpr int kMost = 17;
  const bool constant = std::ranges::all_of(xs, [&](double x) { return x == xs.front(); });
  int decimals = 1;
  while (!constant && decimals < kMost && !tell_apart(xs, decimals)) ++decimals;
  return decimals;
}

}  // namespace

int decimals_of(const Preview& preview) {
  return preview.is_range ? decimals_that_tell_apart(preview.x) : text::decimals_in_full(preview.x);
}

std::unique_ptr<Writer> make_table_writer(const Names& names, const NumberStyle& style) {
  return std::make_unique<TableWriter>(names, style);
}

std::unique_ptr<Writer> make_markdown_writer(const Names& names, const NumberStyle& style) {
  return std::make_unique<MarkdownWriter>(names, style);
}

}  // namespace silu::data

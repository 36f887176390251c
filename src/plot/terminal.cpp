#include "plot/terminal.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "plot/canvas.h"
#include "plot/ticks.h"
#include "text/align.h"

namespace silu::plot {
namespace {

constexpr int kFewestColumns = 10;
constexpr int kFewestPlotRows = 5;

// The characters of axes and of what else is no curve.
struct Glyphs {
  std::string_view axis_y, tick_y, corner, axis_x, tick_x, zero_x, zero_y, more;
};
constexpr Glyphs kUnicode = {"│", "┤", "└", "─", "┬", "┊", "┈", "…"};
constexpr Glyphs kAscii = {"|", "+", "+", "-", "+", ":", ".", "~"};

const Glyphs& glyphs(const Screen& screen) {
  return screen.ascii ? kAscii : kUnicode;
}

// The sample of a curve's line and its title, in lines of the screen's width.
std::string legend(const Figure& figure, const Screen& screen) {
  constexpr std::size_t kGap = 3;
  const auto columns = static_cast<std::size_t>(screen.columns);
  const int sample_columns = screen.ascii ? 1 : columns < 20 ? 3 : 6;
  std::string text;
  std::size_t used = 0;
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    Canvas sample(sample_columns, 1, screen);
    sample.draw({sample.locate(0, 0.5), sample.locate(1, 0.5)}, i);
    const auto before = static_cast<std::size_t>(sample_columns) + 1;
    std::string title = figure.curves[i].name.title;
    if (before + text::width_of(title) > columns) {
      title = title.substr(0, columns - before - 1) + std::string(glyphs(screen).more);
    }
    const std::size_t size = before + text::width_of(title);
    const bool fits = used + kGap + size <= columns;
    if (i > 0) text += fits ? std::string(kGap, ' ') : "\n";
    used = fits && i > 0 ? used + kGap + size : size;
    const std::vector<std::string_view> nothing(static_cast<std::size_t>(sample_columns), " ");
    text += sample.row(0, nothing) + " " + in_color(title, i, screen);
  }
  return text + "\n";
}

// A row of labels, each in the middle below its tick.
class LabelRow {
 public:
  explicit LabelRow(int columns) : text_(static_cast<std::size_t>(columns), ' ') {}

  /// False if there is no room.
  bool put(int column, const std::string& label) {
    const int size = static_cast<int>(label.size());
    const int latest = static_cast<int>(text_.size()) - size;
    const int begin = std::min(std::max(column - size / 2, 0), latest);
    if (begin < free_) return false;
    text_.replace(static_cast<std::size_t>(begin), label.size(), label);
    free_ = begin + size + 1;
    return true;
  }

  std::string text() const { return text_.substr(0, text_.find_last_not_of(' ') + 1) + "\n"; }

 private:
  std::string text_;
  int free_ = 0;  // where the next label may begin
};

// The lines of a picture from the plot downward.
class Picture {
 public:
  Picture(const Figure& figure, const Screen& screen, int rows)
      : figure_(figure),
        screen_(screen),
        x_(x_axis(figure)),
        y_(y_axis(figure)),
        y_ticks_(ticks(y_, std::max(4, (rows + 2) / 3))),
        margin_(choose_margin()),
        columns_(screen.columns - margin_ - kRightMargin),
        canvas_(columns_, rows, screen) {}

  std::string text() {
    for (std::size_t i = 0; i < figure_.curves.size(); ++i) draw(i);
    std::string result;
    for (int row = 0; row < canvas_.rows(); ++row) result += plot_row(row);
    return result + below();
  }

 private:
  static constexpr int kRightMargin = 2;  // " x"

  // The columns of the labels of y, a blank and the axis; without labels if they are too long.
  int choose_margin() const {
    std::size_t longest = 0;
    for (const Tick& tick : y_ticks_) longest = std::max(longest, tick.label.size());
    const int margin = static_cast<int>(longest) + 2;
    return margin <= screen_.columns / 2 ? margin : 1;
  }

  int column_of(long double x) const { return canvas_.column_of(canvas_.locate(share(x_, x), 0)); }
  int row_of(long double y) const { return canvas_.row_of(canvas_.locate(0, share(y_, y))); }

  void draw(std::size_t i) {
    const auto& y = figure_.curves[i].y;
    for (const auto [first, last] : runs(figure_.curves[i])) {
      std::vector<Dot> dots;
      for (std::size_t row = first; row < last; ++row) {
        dots.push_back(canvas_.locate(share(x_, figure_.x[row]), share(y_, y[row])));
      }
      canvas_.draw(dots, i);
    }
  }

  // Lines through zero, where it lies between the ends of an axis.
  std::vector<std::string_view> behind(int row) const {
    const auto has_zero = [](const Axis& axis) { return axis.low < 0 && axis.high > 0; };
    const bool on_zero = has_zero(y_) && row == row_of(0);
    std::vector<std::string_view> cells(static_cast<std::size_t>(columns_),
                                        on_zero ? glyphs(screen_).zero_y : " ");
    if (has_zero(x_) && !on_zero) {
      cells[static_cast<std::size_t>(column_of(0))] = glyphs(screen_).zero_x;
    }
    return cells;
  }

  std::string plot_row(int row) const {
    const auto tick =
        std::ranges::find(y_ticks_, row, [&](const Tick& each) { return row_of(each.value); });
    const bool is_tick = tick != y_ticks_.end();
    std::string line;
    if (margin_ > 1) line = fmt::format("{:>{}} ", is_tick ? tick->label : "", margin_ - 2);
    line += is_tick ? glyphs(screen_).tick_y : glyphs(screen_).axis_y;
    line += canvas_.row(row, behind(row));
    return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }

  // As many labels as have room.
  std::string below() const {
    for (int most = std::max(4, columns_ / 6); most > 0; --most) {
      const auto x_ticks = ticks(x_, most);
      LabelRow labels(screen_.columns);
      const bool fit = std::ranges::all_of(x_ticks, [&](const Tick& tick) {
        return labels.put(margin_ + column_of(tick.value), tick.label);
      });
      if (fit) return axis(x_ticks) + labels.text();
    }
    return axis({});
  }

  std::string axis(const std::vector<Tick>& x_ticks) const {
    std::vector<std::string_view> cells(static_cast<std::size_t>(columns_), glyphs(screen_).axis_x);
    for (const Tick& tick : x_ticks) {
      cells[static_cast<std::size_t>(column_of(tick.value))] = glyphs(screen_).tick_x;
    }
    std::string line(static_cast<std::size_t>(margin_ - 1), ' ');
    line += glyphs(screen_).corner;
    for (const auto cell : cells) line += cell;
    return line + " x\n";
  }

  const Figure& figure_;
  const Screen& screen_;
  const Axis x_;
  const Axis y_;
  const std::vector<Tick> y_ticks_;
  const int margin_;
  const int columns_;
  Canvas canvas_;
};

}  // namespace

std::string draw_characters(const Figure& figure, const Screen& screen) {
  Screen wide = screen;
  wide.columns = std::max(screen.columns, kFewestColumns);
  const std::string top = legend(figure, wide);
  const int taken = static_cast<int>(std::ranges::count(top, '\n')) + 3;
  return top + Picture(figure, wide, std::max(screen.rows - taken, kFewestPlotRows)).text();
}

}  // namespace silu::plot

#include "plot/formats.h"

#include <algorithm>
#include <optional>

#include "io/error.h"
#include "plot/html.h"
#include "plot/svg.h"
#include "plot/terminal.h"
#include "plot/thinning.h"
#include "plot/vega_lite.h"

namespace silu::plot {
namespace {

using Names = std::vector<data::ColumnName>;
using Draw = std::string (*)(const Figure&, const data::NumberStyle&, const io::OutputFile&);

class PictureWriter : public data::Writer {
 public:
  PictureWriter(const Names& names, const data::NumberStyle& style, Draw draw)
      : names_(names), style_(style), draw_(draw) {}

  void expect(DType dtype, const std::optional<data::Shape>&) override {
    rows_.emplace(dtype, names_);
  }

  void format(const data::Chunk&, Text&) const override {}

  void append(const data::Chunk& chunk, const Text&, io::OutputFile&) override {
    rows_->add(chunk);
    any_rows_ = any_rows_ || std::visit([](const auto& each) { return each.x.size() > 0; }, chunk);
  }

  void end(io::OutputFile& output) override {
    const Figure& figure = rows_->figure();
    if (!any_rows_) throw io::Error("nothing to draw: the input has no values");
    if (is_empty(figure)) {
      throw io::Error(fmt::format("nothing to draw: no {} is finite in {}",
                                  figure.x.empty() ? "x" : "result", name_of(figure.dtype)));
    }
    output.write(draw_(figure, style_, output));
  }

 private:
  const Names names_;
  const data::NumberStyle style_;
  const Draw draw_;
  std::optional<Thinning> rows_;
  bool any_rows_ = false;
};

template <Draw draw>
std::unique_ptr<data::Writer> make_writer(const Names& names, const data::NumberStyle& style) {
  return std::make_unique<PictureWriter>(names, style, draw);
}

template <io::ColorMode color>
std::string draw_terminal(const Figure& figure, const data::NumberStyle& style,
                          const io::OutputFile& output) {
  const auto size = io::picture_size(output.descriptor());
  return draw_characters(figure, {.columns = size.columns,
                                  .rows = size.rows,
                                  .colour = io::wants_color(color, output.descriptor()),
                                  .ascii = style.ascii || !io::locale_is_utf8()});
}

template <std::string (*draw)(const Figure&)>
std::string draw_plainly(const Figure& figure, const data::NumberStyle&, const io::OutputFile&) {
  return draw(figure);
}

// A table for each mode, because nothing else tells make_writer of it.
template <io::ColorMode color>
std::span<const data::Format> formats_in() {
  static const data::Format kFormats[] = {
      {"terminal", {".txt"}, false, make_writer<draw_terminal<color>>},
      {"svg", {".svg"}, false, make_writer<draw_plainly<draw_svg>>},
      {"vega-lite", {".vl.json"}, false, make_writer<draw_plainly<draw_vega_lite>>},
      {"html", {".html"}, false, make_writer<draw_plainly<draw_html>>},
  };
  return kFormats;
}

}  // namespace

std::span<const data::Format> formats(io::ColorMode color) {
  if (color == io::ColorMode::kAlways) return formats_in<io::ColorMode::kAlways>();
  if (color == io::ColorMode::kNever) return formats_in<io::ColorMode::kNever>();
  return formats_in<io::ColorMode::kAuto>();
}

}  // namespace silu::plot

#include "plot/formats.h"

#include <optional>

#include "io/error.h"
#include "plot/html.h"
#include "plot/svg.h"
#include "plot/terminal.h"
#include "plot/thinning.h"
#include "plot/vega_lite.h"

namespace silu::plot {
namespace {

class PictureWriter : public data::Writer {
 public:
  PictureWriter(const Format& format, const std::vector<data::ColumnName>& names,
                const Style& style)
      : format_(format), names_(names), style_(style) {}

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
    output.write(format_.draw(figure, style_, output));
  }

 private:
  const Format& format_;
  const std::vector<data::ColumnName> names_;
  const Style style_;
  std::optional<Thinning> rows_;
  bool any_rows_ = false;
};

std::string draw_terminal(const Figure& figure, const Style& style, const io::OutputFile& output) {
  const auto size = io::picture_size(output.descriptor());
  return draw_characters(figure, {.columns = size.columns,
                                  .rows = size.rows,
                                  .color = io::wants_color(style.color, output.descriptor()),
                                  .ascii = style.ascii || !io::locale_is_utf8()});
}

// Ignores where it is drawn for.
template <std::string (*draw)(const Figure&)>
std::string draw_plainly(const Figure& figure, const Style&, const io::OutputFile&) {
  return draw(figure);
}

}  // namespace

std::span<const Format> formats() {
  static const Format kFormats[] = {
      {"terminal", {".txt"}, draw_terminal},
      {"svg", {".svg"}, draw_plainly<draw_svg>},
      {"vega-lite", {".vl.json"}, draw_plainly<draw_vega_lite>},
      {"html", {".html"}, draw_plainly<draw_html>},
  };
  return kFormats;
}

std::unique_ptr<data::Writer> make_writer(const Format& format,
                                          const std::vector<data::ColumnName>& names,
                                          const Style& style) {
  return std::make_unique<PictureWriter>(format, names, style);
}

}  // namespace silu::plot

#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/writer.h"
#include "io/terminal.h"
#include "plot/figure.h"

namespace silu::plot {

/// How pictures in the terminal look; the other formats ignore it.
struct Style {
  bool ascii = false;  ///< no characters beyond ASCII, whatever the locale
  io::ColorMode color = io::ColorMode::kAuto;
};

/// A format of pictures: its name, the file extensions that stand for it and how to draw in it.
struct Format {
  std::string_view name;
  std::vector<std::string_view> extensions;
  std::string (*draw)(const Figure& figure, const Style& style, const io::OutputFile& output);
};

/// The formats of pictures, that of the terminal first.
std::span<const Format> formats();

/// A writer that gathers the rows in bounded memory and draws them at the end; then it throws Error
/// if there is nothing to draw.
std::unique_ptr<data::Writer> make_writer(const Format& format,
                                          const std::vector<data::ColumnName>& names,
                                          const Style& style);

}  // namespace silu::plot

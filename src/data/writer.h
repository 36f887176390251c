#pragma once

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/chunk.h"
#include "data/reader.h"
#include "data/shape.h"
#include "io/output_file.h"

namespace silu::data {

/// What a writer needs to know of a column of function values.
struct ColumnName {
  std::string name;   ///< for programs: "silu"
  std::string title;  ///< for people: "SiLU"
};

/// How tables print numbers.
struct NumberStyle {
  int x_decimals = 1;
  bool x_is_scientific = false;  ///< 1.5e-10
  int whole = 2;                 ///< characters before the decimal point that columns have room for
  int decimals = 4;              ///< of the functions
};

/// Turns chunks into one format of output. Calls come as expect, begin, then format and append for
/// each chunk, then end; appends in the order of the rows.
class Writer {
 public:
  /// Formatted rows, in as many parts as the format writes apart from each other.
  using Text = std::vector<fmt::memory_buffer>;

  virtual ~Writer() = default;

  /// What is known of the rows to come; called before begin. Throws Error if the format cannot hold
  /// them. Without a shape the rows are one dimension of a length that only end() knows.
  virtual void expect(DType, const std::optional<Shape>&) {}

  virtual void begin(io::OutputFile&) {}

  /// Replaces text by the rows of a chunk. May be called from several threads.
  virtual void format(const Chunk& chunk, Text& text) const = 0;

  /// Writes the rows of a chunk, which format() made a text of.
  virtual void append(const Chunk& chunk, const Text& text, io::OutputFile& output);

  virtual void end(io::OutputFile&) {}
};

struct MetricsFormat;  // metrics.h

/// A format of output: its name, the file extensions that stand for it and how to make its writer.
struct Format {
  std::string_view name;
  std::vector<std::string_view> extensions;
  bool has_decimals;  ///< whether it prints numbers in a NumberStyle
  std::unique_ptr<Writer> (*make_writer)(const std::vector<ColumnName>&, const NumberStyle&);
  const MetricsFormat* metrics = nullptr;  ///< how it prints metrics, if it can
};

/// The writer of rows that a reader keeps, in their own format, with the functions appended.
std::unique_ptr<Writer> make_keep_writer(const std::vector<ColumnName>&, const KeptRows&);

/// How a table prints x: with as many decimals, at least one, as print values in full, up to nine,
/// and as tell neighbours in a range apart, up to 17. In scientific notation where that leaves too
/// few digits of a small value.
NumberStyle style_of(const Preview& preview);

/// Every format of output there is.
std::span<const Format> formats();

/// Writes a file again, with the values of the one function in the place of its own. They come in
/// the frame's dtype.
std::unique_ptr<Writer> make_inplace_writer(const Frame& frame);

}  // namespace silu::data

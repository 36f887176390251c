#include <algorithm>
#include <memory>
#include <utility>

#include "data/writers/writers.h"
#include "text/number.h"
#include "text/short_float.h"

namespace silu::data {
namespace {

// RFC 4180: a field that holds the separator goes in quotes. Names hold none themselves.
std::string field(const std::string& name, char separator) {
  return name.find(separator) == std::string::npos ? name : '"' + name + '"';
}

// ",silu,leaky_relu(0.2)"
std::string header(const Names& names, char separator) {
  std::string line;
  for (const auto& column : names) (line += separator) += field(column.name, separator);
  return line;
}

// ",0.7310586,1"
template <class C>
char* write_functions(char* out, const C& columns, std::size_t row, char separator) {
  for (const auto& column : columns.functions) {
    *out++ = separator;
    out = text::write_shortest(out, column[row]);
  }
  return out;
}

// "1,0.7310586,1\n"
template <class C>
char* write_rows(char* out, const C& columns, char separator) {
  for (std::size_t row = 0; row < columns.x.size(); ++row) {
    out = write_functions(text::write_shortest(out, columns.x[row]), columns, row, separator);
    *out++ = '\n';
  }
  return out;
}

char* write_number(char* out, const text::ShortFloat& text, float value) {
  return text.rest != 0 ? write(out, text) : text::write_shortest(out, value);
}

// The same for the dtype of almost all work: most texts are found many at a time. Of so many
// columns at most: more would take more memory than their numbers, and then there are few rows at a
// time.
char* write_rows(char* out, const Columns<float>& columns, char separator) {
  constexpr std::size_t kMostColumns = 128;
  const std::size_t rows = columns.x.size();
  const std::size_t width = 1 + columns.functions.size();
  if (width > kMostColumns) return write_rows<Columns<float>>(out, columns, separator);
  const auto texts = std::make_unique_for_overwrite<text::ShortFloats[]>(width);
  for (std::size_t first = 0; first < rows; first += text::ShortFloats::kMost) {
    const std::size_t count = std::min(rows - first, text::ShortFloats::kMost);
    const auto part = [&](const auto& column) { return std::span(column.data() + first, count); };
    text::shorten(part(columns.x), texts[0]);
    for (std::size_t i = 1; i < width; ++i) text::shorten(part(columns.functions[i - 1]), texts[i]);
    for (std::size_t row = 0; row < count; ++row) {
      out = write_number(out, texts[0][row], columns.x[first + row]);
      for (std::size_t i = 1; i < width; ++i) {
        *out++ = separator;
        out = write_number(out, texts[i][row], columns.functions[i - 1][first + row]);
      }
      *out++ = '\n';
    }
  }
  return out;
}

class CsvWriter : public Writer {
 public:
  CsvWriter(const Names& names, char separator)
      : separator_(separator), header_(fmt::format("x{}\n", header(names, separator))) {}

  void begin(io::OutputFile& output) override { output.write(header_); }

  void format(const Chunk& chunk, Text& text) const override {
    auto& out = clear(text);
    std::visit(
        [&](const auto& columns) {
          // Room for the longest rows there could be, asked for once.
          const std::size_t rows = columns.x.size();
          out.resize(rows * (columns.functions.size() + 1) * (text::kNumberRoom + 1));
          const char* const end = write_rows(out.data(), columns, separator_);
          out.resize(static_cast<std::size_t>(end - out.data()));
        },
        chunk);
  }

 private:
  const char separator_;
  const std::string header_;
};

// The rows of the input as they are, the functions behind them, in the input's dialect.
class KeepWriter : public Writer {
 public:
  KeepWriter(const Names& names, const KeptRows& kept) : kept_(kept) {
    if (kept.header.empty()) return;
    const auto [row, end] = split(kept.header);
    header_ = fmt::format("{}{}{}", row, header(names, kept.delimiter), end);
  }

  void begin(io::OutputFile& output) override { output.write(header_); }

  void format(const Chunk& chunk, Text& text) const override {
    auto& out = clear(text);
    std::visit(
        [&](const auto& columns) {
          std::vector<char> values(columns.functions.size() * (text::kNumberRoom + 1));
          for (std::size_t i = 0; i < columns.rows.size(); ++i) {
            const auto [row, end] = split(columns.rows[i]);
            char* const stop = write_functions(values.data(), columns, i, kept_.delimiter);
            if (kept_.decimal != '.') std::replace(values.data(), stop, '.', kept_.decimal);
            out.append(row);
            out.append(values.data(), stop);
            out.append(end);
          }
        },
        chunk);
  }

 private:
  // A row and the end of its line, which the last one in a file may lack.
  std::pair<std::string_view, std::string_view> split(std::string_view line) const {
    const bool ends = line.ends_with('\n') || line.ends_with('\r');
    const std::size_t end = line.ends_with("\r\n") ? 2 : ends ? 1 : 0;
    if (end == 0) return {line, kept_.line_end};
    return {line.substr(0, line.size() - end), line.substr(line.size() - end)};
  }

  const KeptRows kept_;
  std::string header_;
};

}  // namespace

std::unique_ptr<Writer> make_csv_writer(const Names& names, const NumberStyle&) {
  return std::make_unique<CsvWriter>(names, ',');
}

std::unique_ptr<Writer> make_tsv_writer(const Names& names, const NumberStyle&) {
  return std::make_unique<CsvWriter>(names, '\t');
}

std::unique_ptr<Writer> make_keep_writer(const Names& names, const KeptRows& rows) {
  return std::make_unique<KeepWriter>(names, rows);
}

}  // namespace silu::data

#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "data/number.h"
#include "data/writers/writers.h"

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

template <class T>
bool same_bits(T a, T b) {
  using Wide = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
  using Bits = std::conditional_t<sizeof(T) == 2, std::uint16_t, Wide>;
  return std::bit_cast<Bits>(a) == std::bit_cast<Bits>(b);
}

// "1,0.7310586,1". ReLU is zero or x itself, and beyond some 17 so is SiLU: then the text, however
// long, is copied, and from where is no branch, for the sign of x is as likely one as the other.
template <class C>
char* write_row(char* out, const C& columns, std::size_t row, char separator) {
  static constexpr char kZero[kNumberRoom] = "0";
  const char* const x = out;
  out = write_shortest(out, columns.x[row]);
  const auto length = out - x;
  for (const auto& column : columns.functions) {
    *out++ = separator;
    const bool is_x = same_bits(column[row], columns.x[row]);
    if (is_x || same_bits(column[row], ValueOf<C>(0.0F))) {
      char text[kNumberRoom];
      std::memcpy(text, is_x ? x : kZero, kNumberRoom);
      std::memcpy(out, text, kNumberRoom);
      out += is_x ? length : 1;
    } else {
      out = write_shortest(out, column[row]);
    }
  }
  return out;
}

// ",0.7310586,1"
template <class C>
char* write_functions(char* out, const C& columns, std::size_t row, char separator) {
  for (const auto& column : columns.functions) {
    *out++ = separator;
    out = write_shortest(out, column[row]);
  }
  return out;
}

class CsvWriter : public Writer {
 public:
  CsvWriter(const Names& names, char separator)
      : separator_(separator), header_(fmt::format("x{}\n", header(names, separator))) {}

  void begin(OutputFile& output) override { output.write(header_); }

  void format(const Chunk& chunk, Text& text) const override {
    auto& out = clear(text);
    std::visit(
        [&](const auto& columns) {
          // Room for the longest rows there could be, asked for once.
          const std::size_t rows = columns.x.size();
          out.resize(rows * (columns.functions.size() + 1) * (kNumberRoom + 1));
          char* end = out.data();
          for (std::size_t row = 0; row < rows; ++row) {
            end = write_row(end, columns, row, separator_);
            *end++ = '\n';
          }
          out.resize(static_cast<std::size_t>(end - out.data()));
        },
        chunk);
  }

 private:
  const char separator_;
  const std::string header_;
};

// The rows of the input as they are, the functions behind them.
class KeepWriter : public Writer {
 public:
  KeepWriter(const Names& names, char separator, std::string_view input_header)
      : separator_(separator) {
    if (input_header.empty()) return;
    const auto [row, end] = split(input_header);
    header_ = fmt::format("{}{}{}", row, header(names, separator), end);
  }

  void begin(OutputFile& output) override { output.write(header_); }

  void format(const Chunk& chunk, Text& text) const override {
    auto& out = clear(text);
    std::visit(
        [&](const auto& columns) {
          std::vector<char> values(columns.functions.size() * (kNumberRoom + 1));
          for (std::size_t i = 0; i < columns.rows.size(); ++i) {
            const auto [row, end] = split(columns.rows[i]);
            out.append(row);
            out.append(values.data(), write_functions(values.data(), columns, i, separator_));
            out.append(end);
          }
        },
        chunk);
  }

 private:
  // A row and the end of its line, which the last one in a file may lack.
  static std::pair<std::string_view, std::string_view> split(std::string_view line) {
    const std::size_t end = line.ends_with("\r\n") ? 2 : line.ends_with('\n') ? 1 : 0;
    if (end == 0) return {line, "\n"};
    return {line.substr(0, line.size() - end), line.substr(line.size() - end)};
  }

  const char separator_;
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
  return std::make_unique<KeepWriter>(names, rows.format == "tsv" ? '\t' : ',', rows.header);
}

}  // namespace silu::data

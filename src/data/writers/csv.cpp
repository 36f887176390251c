#include "data/number.h"
#include "data/writers/writers.h"

namespace silu::data {
namespace {

// Names are plain words, so nothing ever needs quotes.
class CsvWriter : public Writer {
 public:
  CsvWriter(const Names& names, char separator) : separator_(separator), header_("x") {
    for (const auto& column : names) header_ += separator + column.name;
    header_ += '\n';
  }

  void begin(OutputFile& output) override { output.write(header_); }

  void format(const Chunk& chunk, Text& text) const override {
    auto& out = clear(text);
    std::visit(
        [&](const auto& columns) {
          for (std::size_t row = 0; row < columns.x.size(); ++row) {
            append_shortest(out, columns.x[row]);
            for (const auto& column : columns.functions) {
              out.push_back(separator_);
              append_shortest(out, column[row]);
            }
            out.push_back('\n');
          }
        },
        chunk);
  }

 private:
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

}  // namespace silu::data

#include <cmath>

#include "data/writers/writers.h"
#include "text/number.h"

namespace silu::data {
namespace {

// JSON has no infinities and no NaN.
template <class T>
void append_json(fmt::memory_buffer& out, T value) {
  if (std::isfinite(static_cast<double>(value))) {
    text::append_python_float(out, value);
  } else {
    append(out, "null");
  }
}

// A row a line, with a text between rows; JSON and JSON Lines differ only around the rows.
class JsonlWriter : public Writer {
 public:
  explicit JsonlWriter(const Names& names, std::string_view between = "\n")
      : between_(between), keys_{"{\"x\": "} {
    for (const auto& column : names) keys_.push_back(", \"" + column.name + "\": ");
  }

  void format(const Chunk& chunk, Text& text) const override {
    auto& out = clear(text);
    std::visit(
        [&](const auto& columns) {
          for (std::size_t row = 0; row < columns.x.size(); ++row) {
            if (row > 0) data::append(out, between_);
            format_row(columns, row, out);
          }
        },
        chunk);
  }

  void append(const Chunk& chunk, const Text& text, io::OutputFile& output) override {
    if (text[0].size() == 0) return;
    if (any_rows_) output.write(between_);
    any_rows_ = true;
    Writer::append(chunk, text, output);
  }

  void end(io::OutputFile& output) override {
    if (any_rows_) output.write("\n");
  }

 private:
  template <class C>
  void format_row(const C& columns, std::size_t row, fmt::memory_buffer& out) const {
    data::append(out, keys_[0]);
    append_json(out, columns.x[row]);
    for (std::size_t i = 0; i < columns.functions.size(); ++i) {
      data::append(out, keys_[i + 1]);
      append_json(out, columns.functions[i][row]);
    }
    out.push_back('}');
  }

  const std::string_view between_;
  std::vector<std::string> keys_;
  bool any_rows_ = false;
};

class JsonWriter : public JsonlWriter {
 public:
  explicit JsonWriter(const Names& names) : JsonlWriter(names, ",\n") {}

  void begin(io::OutputFile& output) override { output.write("[\n"); }

  void end(io::OutputFile& output) override {
    JsonlWriter::end(output);
    output.write("]\n");
  }
};

}  // namespace

std::unique_ptr<Writer> make_json_writer(const Names& names, const NumberStyle&) {
  return std::make_unique<JsonWriter>(names);
}

std::unique_ptr<Writer> make_jsonl_writer(const Names& names, const NumberStyle&) {
  return std::make_unique<JsonlWriter>(names);
}

}  // namespace silu::data

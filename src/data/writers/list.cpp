#include <algorithm>

#include "data/writers/writers.h"
#include "io/spool.h"
#include "text/number.h"

namespace silu::data {
namespace {

// Every value is printed as Python prints tensor.tolist(): widened to double first.
template <class T>
void append_list(fmt::memory_buffer& out, std::span<const T> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) append(out, ", ");
    text::append_python_float(out, static_cast<double>(values[i]));
  }
}

// The line of x is written as it comes; those of the functions wait until it ends.
class ListWriter : public Writer {
 public:
  explicit ListWriter(const Names& names) : functions_(names.size()), waiting_(names.size()) {
    labels_.push_back("Input");
    for (const auto& column : names) labels_.push_back(column.title);
    if (names.size() == 1) labels_.back() = "Output";
  }

  void begin(io::OutputFile& output) override { output.write(label(0)); }

  // A line of each, in one buffer: thousands of buffers take much more memory than a few numbers.
  void format(const Chunk& chunk, Text& text) const override {
    clear(text, 1);
    std::visit(
        [&](const auto& columns) {
          append_list(text[0], std::span(columns.x));
          for (const auto& y : columns.functions) {
            text[0].push_back('\n');
            append_list(text[0], std::span(y));
          }
        },
        chunk);
  }

  void append(const Chunk&, const Text& text, io::OutputFile& output) override {
    std::string_view lines(text[0].data(), text[0].size());
    const auto take_line = [&] {
      const auto line = lines.substr(0, lines.find('\n'));
      lines.remove_prefix(std::min(line.size() + 1, lines.size()));
      return line;
    };
    const auto x = take_line();
    if (x.empty()) return;
    const std::string_view separator = any_values_ ? ", " : "";
    any_values_ = true;
    output.write(separator);
    output.write(x);
    for (std::size_t i = 0; i < functions_; ++i) {
      waiting_.append(i, separator);
      waiting_.append(i, take_line());
    }
  }

  void end(io::OutputFile& output) override {
    output.write("]\n");
    for (std::size_t i = 0; i < functions_; ++i) {
      output.write(label(i + 1));
      waiting_.copy_to(i, output);
      output.write("]\n");
    }
  }

 private:
  // "Input:  [", the brackets below one another.
  std::string label(std::size_t i) const {
    std::size_t width = 0;
    for (const auto& each : labels_) width = std::max(width, each.size());
    return fmt::format("{:<{}}[", labels_[i] + ":", width + 2);
  }

  std::vector<std::string> labels_;
  const std::size_t functions_;
  io::Spool waiting_;
  bool any_values_ = false;
};

}  // namespace

std::unique_ptr<Writer> make_list_writer(const Names& names, const NumberStyle&) {
  return std::make_unique<ListWriter>(names);
}

}  // namespace silu::data

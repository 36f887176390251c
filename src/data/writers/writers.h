#pragma once

#include "data/metrics.h"
#include "data/writer.h"

namespace silu::data {

using Names = std::vector<ColumnName>;

/// Python's lists: a line for x and a line for each function.
std::unique_ptr<Writer> make_list_writer(const Names&, const NumberStyle&);
/// The article's table, and the same numbers as a Markdown table.
std::unique_ptr<Writer> make_table_writer(const Names&, const NumberStyle&);
std::unique_ptr<Writer> make_markdown_writer(const Names&, const NumberStyle&);
/// A header and rows of shortest floats, separated by commas or tabs.
std::unique_ptr<Writer> make_csv_writer(const Names&, const NumberStyle&);
std::unique_ptr<Writer> make_tsv_writer(const Names&, const NumberStyle&);
/// One object per row, in one array or one per line.
std::unique_ptr<Writer> make_json_writer(const Names&, const NumberStyle&);
std::unique_ptr<Writer> make_jsonl_writer(const Names&, const NumberStyle&);

/// An array as numpy.save writes it, of the one function.
std::unique_ptr<Writer> make_npy_writer(const Names&, const NumberStyle&);
/// One tensor per function, with its name.
std::unique_ptr<Writer> make_safetensors_writer(const Names&, const NumberStyle&);
/// Little-endian values of the one function, and nothing else.
std::unique_ptr<Writer> make_raw_writer(const Names&, const NumberStyle&);

/// Metrics below the rows: a table of their own, one in Markdown, and what makes of JSON's array an
/// object {"rows": [...], "metrics": [...]}.
std::string table_metrics(const std::vector<Metrics>& all);
std::string markdown_metrics(const std::vector<Metrics>& all);
std::string json_metrics(const std::vector<Metrics>& all);

/// Makes text `parts` empty buffers, whose memory is kept, and returns the first.
inline fmt::memory_buffer& clear(Writer::Text& text, std::size_t parts = 1) {
  text.resize(parts);
  for (auto& part : text) part.clear();
  return text.front();
}

inline void append(fmt::memory_buffer& out, std::string_view text) {
  out.append(text);
}

/// The values of a function, as they lie in memory.
inline std::string_view bytes_of(const Chunk& chunk, std::size_t function) {
  return std::visit(
      [&](const auto& columns) -> std::string_view {
        const auto& values = columns.functions[function];
        return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(values[0])};
      },
      chunk);
}

}  // namespace silu::data

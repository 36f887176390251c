#include "text/align.h"

#include <algorithm>

namespace silu::text {
namespace {

// In characters: a byte that continues one does not count.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return (byte & 0xc0) != 0x80; }));
}

}  // namespace

std::vector<std::string> align(const std::vector<Cells>& rows, std::string_view separator,
                               std::initializer_list<std::size_t> left) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Cells& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::vector<std::string> lines;
  for (const Cells& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string blanks(widths[i] - width_of(row[i]), ' ');
      if (i > 0) line += separator;
      line += std::ranges::count(left, i) > 0 ? row[i] + blanks : blanks + row[i];
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace silu::text

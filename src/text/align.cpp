#include "text/align.h"

#include <algorithm>

namespace silu::text {

std::size_t width_of(std::string_view text) {
  // A byte that continues a character does not count.
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return (byte & 0xc0) != 0x80; }));
}

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

std::string wrap(std::string_view text, std::size_t indent, std::size_t columns) {
  std::string lines;
  std::size_t column = indent;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const auto word = text.substr(begin, end - begin);
    if (column > indent && column + 1 + width_of(word) > columns) {
      lines += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += width_of(word);
    begin = end + 1;
  }
  return lines;
}

}  // namespace silu::text

#include "data/dialect.h"

#include <algorithm>

#include "text/trim.h"

namespace silu::data {
namespace {

std::string undouble_quotes(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    result += text[i];
    if (text.substr(i, 2) == "\"\"") ++i;
  }
  return result;
}

}  // namespace

Dialect::Dialect(char delimiter) : delimiter_(delimiter) {
  for (const char c : {delimiter, '\n', '\r'}) ends_field_[static_cast<unsigned char>(c)] = true;
}

CutRow Dialect::cut(std::string_view text) const {
  CutRow row;
  const char* p = text.data();
  const char* const end = p + text.size();
  while (p != end) {
    const char* const stop = field_end(p, end);
    row.fields.emplace_back(p, stop);
    row.line_end = {stop, line_end(stop, end)};
    if (stop == end || *stop != delimiter_) break;
    p = stop + 1;
    if (p == end) row.fields.emplace_back(p, std::size_t{0});
  }
  if (!row.fields.empty())
    row.text = {text.data(), row.fields.back().data() + row.fields.back().size()};
  return row;
}

std::string_view after_empty_lines(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of("\r\n"), text.size()));
}

std::string_view inside(std::string_view field) {
  constexpr std::string_view kBlanks = " \t\r";
  field = text::trim(field, kBlanks);
  const bool quoted = field.size() >= 2 && field.front() == '"' && field.back() == '"';
  return quoted ? text::trim(field.substr(1, field.size() - 2), kBlanks) : field;
}

std::vector<std::string> names_of(const std::vector<std::string_view>& fields) {
  std::vector<std::string> names(fields.size());
  std::ranges::transform(fields, names.begin(),
                         [](std::string_view field) { return undouble_quotes(inside(field)); });
  return names;
}

}  // namespace silu::data

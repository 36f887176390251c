#pragma once

#include <array>
#include <climits>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace silu::data {

/// A row and the parts that it is cut into, all of them in the text that it was cut from.
struct CutRow {
  std::string_view text;                 ///< without the end of its line
  std::vector<std::string_view> fields;  ///< with their quotes, and with the blanks around them
  std::string_view line_end;             ///< empty if the text ends before
};

/// How rows are cut into fields: by RFC 4180, as forgiving as most programs are. A quote is special
/// at the beginning of a field only, CR or LF alone ends a row as CR LF does, and lines with
/// nothing on them are no rows.
class Dialect {
 public:
  explicit Dialect(char delimiter);

  char delimiter() const { return delimiter_; }
  bool ends_field(char c) const { return ends_field_[static_cast<unsigned char>(c)]; }

  /// Where a field ends that begins at p: at a delimiter, the end of the line or of the text.
  const char* field_end(const char* p, const char* end) const {
    if (p != end && *p == '"') p = quotes_end(p, end);
    while (p != end && !ends_field(*p)) ++p;
    return p;
  }

  /// The row that a text begins with; without fields if the text is empty.
  CutRow cut(std::string_view text) const;

  /// The size of the end of a line that stands at p, or 0.
  static std::size_t line_end(const char* p, const char* end) {
    if (p == end) return 0;
    if (*p == '\r') return end - p > 1 && p[1] == '\n' ? 2 : 1;
    return *p == '\n' ? 1 : 0;
  }

  /// The first c, or end.
  static const char* find(const char* p, const char* end, char c) {
    const void* found = std::memchr(p, c, static_cast<std::size_t>(end - p));
    return found != nullptr ? static_cast<const char*>(found) : end;
  }

 private:
  // Behind the quote that closes the one at p.
  static const char* quotes_end(const char* p, const char* end) {
    while (true) {
      p = find(p + 1, end, '"');
      if (p == end) return end;
      if (++p == end || *p != '"') return p;
    }
  }

  char delimiter_;
  std::array<bool, UCHAR_MAX + 1> ends_field_{};
};

/// A text without the empty lines that it begins with.
std::string_view after_empty_lines(std::string_view text);

/// What stands in a field, without its quotes and the blanks around it. Doubled quotes stay: a
/// number has none.
std::string_view inside(std::string_view field);

/// The names that the fields of a row are, if it is a header.
std::vector<std::string> names_of(const std::vector<std::string_view>& fields);

}  // namespace silu::data

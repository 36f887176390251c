#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

#include "data/readers/readers.h"
#include "data/readers/row_reader.h"
#include "io/error.h"

namespace silu::data {
namespace {

constexpr std::size_t kLongestRow = 1 << 20;
// Nobody can tell where the next row begins, whatever --on-error says.
constexpr const char* kNotClosed = "unclosed quote in this row";

// RFC 4180, as forgiving as most programs are: a quote is special at the beginning of a field only,
// LF ends a row as CR LF does, and lines with nothing on them are no rows.
struct Dialect {
  char separator;

  bool ends_field(char c) const { return c == separator || c == '\n'; }

  // Whether a field ends at p.
  bool is_end(const char* p, const char* end) const {
    return p == end || ends_field(*p) || (*p == '\r' && p + 1 != end && p[1] == '\n');
  }

  // Where a field ends that begins at p: at a separator, a newline or the end of the text.
  const char* field_end(const char* p, const char* end) const {
    if (p != end && *p == '"') p = quotes_end(p, end);
    while (p != end && !ends_field(*p)) ++p;
    return p;
  }

  // Behind the quote that closes the one at p.
  static const char* quotes_end(const char* p, const char* end) {
    while (true) {
      p = find(p + 1, end, '"');
      if (p == end) return end;
      if (++p == end || *p != '"') return p;
    }
  }

  static const char* find(const char* p, const char* end, char c) {
    const void* found = std::memchr(p, c, static_cast<std::size_t>(end - p));
    return found != nullptr ? static_cast<const char*>(found) : end;
  }
};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

// What stands in a field, without its quotes and the blanks around it. Doubled quotes stay: a
// number has none.
std::string_view inside(std::string_view field) {
  const auto trim = [&] {
    while (!field.empty() && is_blank(field.front())) field.remove_prefix(1);
    while (!field.empty() && is_blank(field.back())) field.remove_suffix(1);
  };
  trim();
  if (field.size() >= 2 && field.front() == '"' && field.back() == '"') {
    field = field.substr(1, field.size() - 2);
    trim();
  }
  return field;
}

std::string undouble_quotes(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    result += text[i];
    if (text.substr(i, 2) == "\"\"") ++i;
  }
  return result;
}

// A whole number from 1 on, or nothing.
std::optional<std::size_t> parse_index(const std::string& text) {
  std::size_t index = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, index);
  if (stop != end || error != std::errc() || index == 0) return {};
  return index;
}

class CsvReader : public RowReader {
 public:
  CsvReader(const Source& source, std::string_view format, char separator)
      : RowReader(source, {kLongestRow, "row"}), dialect_{separator} {
    if (source.keep) description_.kept = KeptRows{.format = format, .header = {}};
    skip_empty_lines();
    const auto fields = first_row();
    fields_ = fields.size();
    column_ = source.column ? choose_column(*source.column, fields) : 0;
    const bool named = source.column && !parse_index(*source.column);
    if (named || (column_ < fields_ && !text::parse_number<double>(inside(fields[column_])))) {
      take_header();
    }
  }

  void parse(const Block& block, Chunk& chunk) const override {
    std::visit([&](auto& columns) { parse_into(columns, block); }, chunk);
  }

 private:
  // A quote opens a field where the field begins, or opens again what another quote just closed.
  std::size_t last_row_end(std::string_view bytes, std::size_t from) override {
    const char* const begin = bytes.data();
    const char* const end = begin + bytes.size();
    const char* p = begin + from;
    const char* row_end = begin;
    while (true) {
      const char* const quote = Dialect::find(p, end, '"');
      if (!in_quotes_) {
        const std::size_t newline =
            std::string_view(p, static_cast<std::size_t>(quote - p)).rfind('\n');
        if (newline != std::string_view::npos) row_end = p + newline + 1;
      }
      if (quote == end) return static_cast<std::size_t>(row_end - begin);
      if (in_quotes_) {
        in_quotes_ = false;
        closed_ = true;
      } else {
        const bool closed_here = quote != begin && quote[-1] == '"' && closed_;
        in_quotes_ = quote == begin || dialect_.ends_field(quote[-1]) || closed_here;
        closed_ = false;
      }
      p = quote + 1;
    }
  }

  static std::size_t empty_line(std::string_view text) {
    return text.starts_with("\r\n") ? 2 : text.starts_with('\n') ? 1 : 0;
  }

  void skip_empty_lines() {
    fill_front();
    while (const std::size_t size = empty_line(front())) {
      drop_front(size);
      fill_front();
    }
  }

  std::vector<std::string_view> first_row() const {
    std::vector<std::string_view> fields;
    const char* p = front().data();
    const char* const end = p + front().size();
    while (p != end) {
      const char* stop = dialect_.field_end(p, end);
      fields.emplace_back(p, stop);
      if (stop == end || *stop == '\n') break;
      p = stop + 1;
      if (p == end) fields.emplace_back(p, std::size_t{0});
    }
    return fields;
  }

  void take_header() {
    const auto fields = first_row();
    const char* stop = fields.back().data() + fields.back().size();
    const char* const end = front().data() + front().size();
    if (stop == end && in_quotes_) fail_front(kNotClosed);
    if (stop != end) ++stop;
    const std::string header(front().data(), stop);
    if (description_.kept) description_.kept->header = header;
    drop_front(header.size());
  }

  std::size_t choose_column(const std::string& name,
                            const std::vector<std::string_view>& fields) const {
    std::vector<std::string> names(fields.size());
    std::ranges::transform(fields, names.begin(),
                           [](std::string_view field) { return undouble_quotes(inside(field)); });
    const auto index = parse_index(name);
    if (index ? *index <= fields.size() || fields.empty() : std::ranges::count(names, name) > 0) {
      return index ? *index - 1
                   : static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
    }
    throw io::Error(
        fmt::format("{}: no column {}; {}", file_name(), text::quote(name), list(names)));
  }

  // "the file has 3 columns: 'a', 'b', 'c'"
  static std::string list(std::vector<std::string> names) {
    constexpr std::size_t kMost = 20;
    if (names.empty()) return "the file is empty";
    const std::size_t count = names.size();
    names.resize(std::min(count, kMost));
    std::ranges::transform(names, names.begin(),
                           [](const auto& name) { return text::quote(name); });
    return fmt::format("the file has {} {}: {}{}", count, count == 1 ? "column" : "columns",
                       fmt::join(names, ", "), count > kMost ? ", …" : "");
  }

  template <class C>
  void parse_into(C& columns, const Block& block) const {
    const char* p = block.bytes.data();
    const char* const end = p + block.bytes.size();
    const bool quoted = Dialect::find(p, end, '"') != end;
    columns.x.own().clear();
    columns.rows.clear();
    while (p != end) {
      if (const auto size = empty_line({p, end}); size > 0) {
        p += size;
        continue;
      }
      // Known before the number is read, so that a processor can be at several rows at once.
      const char* const next = row_end(p, end, quoted);
      if (next == end && block.last && in_quotes_) fail(block, offset(block, p), kNotClosed);
      parse_row(columns, block, p, next);
      p = next;
    }
  }

  // Takes the row in [p, end).
  template <class C>
  void parse_row(C& columns, const Block& block, const char* p, const char* end) const {
    const char* const row = p;
    auto& x = columns.x.own();
    const std::size_t rows = x.size();
    if (description_.kept && !has_all_fields(block, row, end)) return;
    for (std::size_t i = 0; i < column_; ++i) {
      p = dialect_.field_end(p, end);
      if (p == end || *p == '\n') {
        return take_bad(x, block, offset(block, row), [&] {
          return fmt::format("no column {}; the row has {} {}", column_ + 1, i + 1,
                             i == 0 ? "field" : "fields");
        });
      }
      ++p;
    }
    take_field(x, block, p, end);
    if (description_.kept && x.size() > rows) columns.rows.emplace_back(row, end);
  }

  // Takes the x that the field at p is.
  template <class T>
  void take_field(std::vector<T>& x, const Block& block, const char* p, const char* end) const {
    T value;
    const char* stop = read_quickly(p, block.bytes.data() + block.bytes.size(), value);
    if (stop != nullptr && dialect_.is_end(stop, end)) {
      x.push_back(value);
      return;
    }
    const auto text = inside({p, dialect_.field_end(p, end)});
    if (const auto number = text::parse_number<T>(text)) {
      x.push_back(*number);
    } else {
      take_bad(x, block, offset(block, p), [&] { return not_a_number(text); });
    }
  }

  // Columns appended to a row that has more or fewer than the first one would stand in the wrong
  // place, so it cannot be kept, whatever is in it.
  bool has_all_fields(const Block& block, const char* row, const char* end) const {
    std::size_t fields = 1;
    for (const char* p = dialect_.field_end(row, end); p != end && *p != '\n'; ++fields) {
      p = dialect_.field_end(p + 1, end);
    }
    if (fields == fields_) return true;
    skip_bad(block, offset(block, row), [&] {
      return fmt::format("{} {}, expected {} as in the first row", fields,
                         fields == 1 ? "field" : "fields", fields_);
    });
    return false;
  }

  // Where the row after the one at p begins, or the end.
  const char* row_end(const char* p, const char* end, bool quoted) const {
    if (!quoted) {
      p = Dialect::find(p, end, '\n');
    } else {
      for (p = dialect_.field_end(p, end); p != end && *p != '\n';) {
        p = dialect_.field_end(p + 1, end);
      }
    }
    return p == end ? end : p + 1;
  }

  static std::size_t offset(const Block& block, const char* p) {
    return static_cast<std::size_t>(p - block.bytes.data());
  }

  const Dialect dialect_;
  std::size_t fields_ = 0;  // in the first row
  std::size_t column_ = 0;  // of x
  // last_row_end's: whether in a quoted field, and whether the last quote closed one. Other threads
  // may look at them when they have the last block.
  bool in_quotes_ = false;
  bool closed_ = false;
};

}  // namespace

std::unique_ptr<Reader> make_csv_reader(const Source& source) {
  return std::make_unique<CsvReader>(source, "csv", ',');
}

std::unique_ptr<Reader> make_tsv_reader(const Source& source) {
  return std::make_unique<CsvReader>(source, "tsv", '\t');
}

}  // namespace silu::data

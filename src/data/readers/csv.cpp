#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "data/dialect.h"
#include "data/readers/readers.h"
#include "data/readers/row_reader.h"
#include "io/error.h"
#include "text/trim.h"

namespace silu::data {
namespace {

constexpr std::size_t kLongestRow = 1 << 20;
// Nothing is written before the first row, so nobody would see that the output is closed.
constexpr std::size_t kMostEmptyLines = 64 << 20;
// Nobody can tell where the next row begins, whatever --on-error says.
constexpr const char* kNotClosed = "unclosed quote in this row";

// Behind the last end of a line in the text, or nullptr.
const char* last_line_end(std::string_view text) {
  for (const char* p = text.data() + text.size(); p != text.data(); --p) {
    if (p[-1] == '\n' || p[-1] == '\r') return p;
  }
  return nullptr;
}

// Where c stands in kStep bytes, the first in the lowest bit: vector code finds the end of a short
// row as soon as a call of memchr, and counts the fields on the way.
constexpr std::ptrdiff_t kStep = 32;

#ifdef __SSE2__
std::uint32_t find_in_step(const char* p, char c) {
  const __m128i wanted = _mm_set1_epi8(c);
  const auto bits = [&](const char* at) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted)));
  };
  return bits(p) | bits(p + 16) << 16;
}
#else
std::uint32_t find_in_step(const char* p, char c) {
  std::uint64_t words[4];
  static_assert(sizeof words == kStep && std::endian::native == std::endian::little);
  std::memcpy(words, p, sizeof words);
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kLow = 0x7f * kOnes;
  std::uint64_t result = 0;
  for (int i = 0; i < 4; ++i) {
    const std::uint64_t word = words[i] ^ kOnes * static_cast<unsigned char>(c);
    // The top bit of every byte that is 0 now, then one bit of each.
    const std::uint64_t found = ~(((word & kLow) + kLow) | word | kLow);
    result |= ((found >> 7) * 0x0102040810204080 >> 56) << 8 * i;
  }
  return static_cast<std::uint32_t>(result);
}
#endif

// A whole number from 1 on, or nothing.
std::optional<std::size_t> parse_index(const std::string& text) {
  std::size_t index = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, index);
  if (stop != end || error != std::errc() || index == 0) return {};
  return index;
}

// Whether a name begins as only numbers do, perhaps with signs, brackets or a currency around them:
// "1.5x", "[-3]", "$5".
bool begins_like_number(std::string_view name) {
  // The last three bytes are the minus sign of typesetters.
  constexpr std::string_view kBefore = " +-.,'\"([{<>=~$\xe2\x88\x92";
  const std::size_t first = name.find_first_not_of(kBefore);
  return first != name.npos && name[first] >= '0' && name[first] <= '9';
}

// Whether it is what people write for a number that is missing.
bool tells_missing(std::string name) {
  constexpr std::string_view kMarks[] = {"",    "-",    "--",   ".",   "?",    "na",
                                         "n/a", "#n/a", "null", "nil", "none", "missing"};
  std::ranges::transform(name, name.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::count(kMarks, name) > 0;
}

// As --delimiter takes it.
std::string delimiter_name(char delimiter) {
  return delimiter == '\t' ? "'\\t'" : fmt::format("'{}'", delimiter);
}

class CsvReader : public RowReader {
 public:
  CsvReader(const Source& source, std::string_view format, char delimiter)
      : RowReader(source, {kLongestRow, "row"}), dialect_(source.delimiter.value_or(delimiter)) {
    if (dialect_.delimiter() == decimal()) {
      throw io::Error(fmt::format(
          "the decimal mark and the delimiter are both '{}'; choose another delimiter with "
          "--delimiter, such as ';'",
          decimal()));
    }
    skip_empty_lines();
    const CutRow row = dialect_.cut(front());
    fields_ = row.fields.size();
    if (!source.delimiter) require_no_other_delimiter(row);
    header_ = choose_column(source, row.fields);
    if (fields_ > 0) note_guesses(source, names_of(row.fields));
    if (source.keep) {
      description_.kept =
          KeptRows{.format = format, .delimiter = dialect_.delimiter(), .decimal = decimal()};
      if (!row.line_end.empty()) description_.kept->line_end = row.line_end;
    }
    if (header_ == Header::kNone) return;
    const std::string header(row.text);
    const std::string name(inside(row.fields[column_]));
    take_header(row);
    if (!source.delimiter && header_ != Header::kNamed) require_no_shared_delimiter(header, name);
  }

  bool next(Block& block) override {
    const bool any = RowReader::next(block);
    has_rows_ = has_rows_ || !after_empty_lines(block.bytes).empty();
    return any;
  }

  std::string last_note() const override {
    if (header_ != Header::kGuessed || has_rows_) return {};
    return fmt::format("{}: the file has a header ({}) and no rows; --no-header reads it as a row",
                       file_name(), text::quote(header_name_));
  }

  void parse(const Block& block, Chunk& chunk) const override {
    std::visit([&](auto& columns) { parse_into(columns, block); }, chunk);
  }

 private:
  // What says that the first row is a header: --header, a name given with --column, or nothing but
  // that its field is not a number.
  enum class Header { kNone, kGiven, kNamed, kGuessed };

  struct Row {
    const char* begin;
    const char* end;  // behind the end of its line
    std::size_t fields;
  };

  // A quote opens a field where the field begins, or opens again what another quote just closed.
  std::size_t last_row_end(std::string_view bytes, std::size_t from) override {
    const char* const begin = bytes.data();
    const char* const end = begin + bytes.size();
    const char* p = begin + from;
    if (from > 0 && p[-1] == '\r') --p;
    const char* row_end = begin;
    while (true) {
      const char* const quote = Dialect::find(p, end, '"');
      if (!in_quotes_) {
        std::string_view text(p, quote);
        if (quote == end && text.ends_with('\r')) text.remove_suffix(1);
        if (const char* const found = last_line_end(text)) row_end = found;
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

  void skip_empty_lines() {
    std::size_t skipped = 0;
    while (true) {
      fill_front();
      const std::size_t size = front().size() - after_empty_lines(front()).size();
      if (size == 0) return;
      skipped += size;
      if (skipped > kMostEmptyLines) {
        throw io::Error(fmt::format("{}: no row in the first {} bytes, only empty lines",
                                    file_name(), kMostEmptyLines));
      }
      drop_front(size);
    }
  }

  bool is_number(std::string_view field) const {
    return parse_number<double>(inside(field)).has_value();
  }

  bool all_numbers(const std::vector<std::string_view>& fields) const {
    return std::ranges::all_of(fields, [this](auto field) { return is_number(field); });
  }

  static bool is_comma_number(std::string_view field) {
    return field.find(',') != field.npos && parse_comma_number<double>(inside(field)).has_value();
  }

  // Numbers would be cut at their decimal commas, or names be taken for one.
  void require_no_other_delimiter(const CutRow& row) const {
    if (all_numbers(row.fields)) return;
    for (const char other : {';', '\t', ',', ' '}) {
      const auto fields = Dialect(other).cut(text::trim(row.text, " \t")).fields;
      if (other == dialect_.delimiter() || fields.size() < 2) continue;
      // Names may hold blanks and commas.
      if (other == ' ' && !all_numbers(fields)) continue;
      if (other == ',' && is_comma_number(row.text)) continue;
      if (fields_ == 1) fail_front(ask(row.text, "is one field", other, false));
      if (std::ranges::any_of(fields, is_comma_number)) {
        fail_front(ask(row.text, "looks like numbers with decimal commas", other, true));
      }
    }
  }

  // The same where the header has delimiters of both kinds, too, and goes with the row behind it
  // either way: "time;value, raw" and "1,5;2".
  void require_no_shared_delimiter(std::string_view header, std::string_view name) {
    // The names and texts of any table may hold a '|' or a ':'.
    for (const char other : std::string_view(fields_ == 1 ? ";\t|:" : ";\t")) {
      if (other == dialect_.delimiter() || name.find(other) == name.npos) continue;
      skip_empty_lines();
      const Dialect dialect(other);
      // Of this row only: with the other delimiter a quote may open that nothing closes here.
      const auto row = dialect.cut(dialect_.cut(front()).text);
      const std::size_t fields = row.fields.size();
      if (fields < 2 || fields != dialect.cut(header).fields.size()) continue;
      const bool decimal_comma = std::ranges::any_of(row.fields, is_comma_number);
      const auto is_number = [this](auto field) { return this->is_number(field); };
      // Without a number, it is text that holds what delimits elsewhere.
      if (!decimal_comma && std::ranges::none_of(row.fields, is_number)) continue;
      const auto reason = fmt::format("and the header have {} fields each between {}", fields,
                                      delimiter_name(other));
      fail_front(ask(row.text, reason, other, decimal_comma));
    }
  }

  // "'a;b' is one field; is the delimiter ';'? (--delimiter ';')"
  static std::string ask(std::string_view row, std::string_view reason, char delimiter,
                         bool decimal_comma) {
    return fmt::format("{} {}; is the delimiter {}? (--delimiter {}{})", text::quote(row), reason,
                       delimiter_name(delimiter), delimiter_name(delimiter),
                       decimal_comma ? " --decimal ," : "");
  }

  void take_header(const CutRow& row) {
    if (row.line_end.empty() && in_quotes_) fail_front(kNotClosed);
    const std::string header = std::string(row.text) + std::string(row.line_end);
    if (description_.kept) description_.kept->header = header;
    drop_front(header.size());
  }

  // A number is an index if there are so many columns, unless the first row is known to hold names.
  Header choose_column(const Source& source, const std::vector<std::string_view>& fields) {
    const bool named = source.column && find_column(source, names_of(fields));
    if (fields.empty()) return Header::kNone;
    if (named) return Header::kNamed;
    if (source.header) return *source.header ? Header::kGiven : Header::kNone;
    const auto field = inside(fields[column_]);
    if (parse_number<double>(field)) return Header::kNone;
    if (has_decimal_comma(field)) fail_front(no_number(field));
    return Header::kGuessed;
  }

  // Whether --column is the name of the column, not its number.
  bool find_column(const Source& source, const std::vector<std::string>& names) {
    const auto index = parse_index(*source.column);
    const bool is_index = index && (*index <= names.size() || names.empty());
    const auto found = std::ranges::find(names, *source.column);
    const bool is_name = found != names.end();
    const bool named = is_name && source.header.value_or(!is_index);
    if (!named && !is_index) throw io::Error(no_column(source, names));
    if (named) require_one(*source.column, names);
    const auto place = static_cast<std::size_t>(found - names.begin());
    column_ = named ? place : *index - 1;
    if (is_name && is_index && source.header != false && place != *index - 1) {
      note(named ? fmt::format("reading column {}, whose name is '{}', not column {}", place + 1,
                               *source.column, *index)
                 : fmt::format("reading column {}, not column {}, whose first field is '{}' "
                               "(--header makes that its name)",
                               *index, place + 1, *source.column));
    }
    return named;
  }

  void require_one(const std::string& name, const std::vector<std::string>& names) const {
    const auto first = std::ranges::find(names, name);
    const auto second = std::find(first + 1, names.end(), name);
    if (second == names.end()) return;
    throw io::Error(fmt::format("{}: columns {} and {} are both named {}; choose one by its number",
                                file_name(), first - names.begin() + 1, second - names.begin() + 1,
                                text::quote(name)));
  }

  void note(std::string_view text) {
    description_.notes.push_back(fmt::format("{}: {}", file_name(), text));
  }

  void note_guesses(const Source& source, const std::vector<std::string>& names) {
    constexpr std::size_t kMostNames = 8;
    const bool has_header = header_ != Header::kNone;
    if (!source.column && fields_ > 1) {
      note(fmt::format("{}; reading the first{}; choose with --column",
                       list(names, has_header ? kMostNames : 0),
                       has_header ? ", " + text::quote(names[0]) : ""));
    }
    if (header_ != Header::kGuessed) return;
    header_name_ = names[column_];
    const auto is_number = [this](const auto& name) { return this->is_number(name); };
    if (begins_like_number(header_name_) || tells_missing(header_name_) ||
        std::ranges::any_of(names, is_number)) {
      note(text::quote(header_name_) +
           " is not a number, so that the first row is taken for a header; --no-header reads it as "
           "a row, --header confirms it");
    }
  }

  std::string no_column(const Source& source, const std::vector<std::string>& names) const {
    constexpr std::size_t kMostNames = 20;
    const bool numbered = source.header == false && !names.empty();
    return fmt::format("{}: no column {}; {}{}", file_name(), text::quote(*source.column),
                       list(names, numbered ? 0 : kMostNames),
                       numbered ? " without names (--no-header)" : "");
  }

  // "the file has 3 columns: 'a', 'b', 'c'", with so many names at most.
  static std::string list(std::vector<std::string> names, std::size_t most) {
    if (names.empty()) return "the file is empty";
    const std::size_t count = names.size();
    names.resize(std::min(count, most));
    std::ranges::transform(names, names.begin(),
                           [](const auto& name) { return text::quote(name); });
    return fmt::format("the file has {} {}{}{}{}", count, count == 1 ? "column" : "columns",
                       most > 0 ? ": " : "", fmt::join(names, ", "),
                       most > 0 && count > most ? ", …" : "");
  }

  template <class C>
  void parse_into(C& columns, const Block& block) const {
    const char* p = block.bytes.data();
    const char* const end = p + block.bytes.size();
    const bool plain = Dialect::find(p, end, '"') == end && !has_lone_cr(block.bytes);
    columns.x.own().clear();
    columns.rows.clear();
    while (p != end) {
      if (const auto size = Dialect::line_end(p, end); size > 0) {
        p += size;
        continue;
      }
      // Known before the number is read, so that a processor can be at several rows at once.
      const Row row = plain ? plain_row(p, end) : any_row(p, end);
      if (row.end == end && block.last && in_quotes_) fail(block, offset(block, p), kNotClosed);
      parse_row(columns, block, row);
      p = row.end;
    }
  }

  Row any_row(const char* const begin, const char* end) const {
    const char* p = dialect_.field_end(begin, end);
    std::size_t fields = 1;
    for (; p != end && *p == dialect_.delimiter(); ++fields) p = dialect_.field_end(p + 1, end);
    return {begin, p + Dialect::line_end(p, end), fields};
  }

  // The same in a text without quotes, where LF ends every line.
  Row plain_row(const char* const begin, const char* end) const {
    const char* p = begin;
    std::size_t fields = 1;
    for (; end - p >= kStep; p += kStep) {
      const std::uint32_t newlines = find_in_step(p, '\n');
      std::uint32_t delimiters = find_in_step(p, dialect_.delimiter());
      if (newlines != 0) delimiters &= (newlines & -newlines) - 1;
      for (; delimiters != 0; delimiters &= delimiters - 1) ++fields;
      if (newlines != 0) return {begin, p + std::countr_zero(newlines) + 1, fields};
    }
    for (; p != end && *p != '\n'; ++p) fields += *p == dialect_.delimiter();
    return {begin, p + Dialect::line_end(p, end), fields};
  }

  template <class C>
  void parse_row(C& columns, const Block& block, const Row& row) const {
    auto& x = columns.x.own();
    const std::size_t rows = x.size();
    if (row.fields == fields_) {
      const char* p = row.begin;
      for (std::size_t i = 0; i < column_; ++i) p = dialect_.field_end(p, row.end) + 1;
      take_field(x, block, p, row.end);
    } else {
      take_ragged(x, block, row);
    }
    if (description_.kept && x.size() > rows) columns.rows.emplace_back(row.begin, row.end);
  }

  // Takes the x that the field at p is.
  template <class T>
  void take_field(std::vector<T>& x, const Block& block, const char* p, const char* end) const {
    T value;
    const char* stop = read_quickly(p, block.bytes.data() + block.bytes.size(), value);
    if (stop != nullptr && (stop == end || dialect_.ends_field(*stop))) {
      x.push_back(value);
      return;
    }
    const auto text = inside({p, dialect_.field_end(p, end)});
    if (const auto number = parse_number<T>(text)) {
      x.push_back(*number);
    } else {
      take_bad(x, block, offset(block, p), [&] { return no_number(text); });
    }
  }

  std::string no_number(std::string_view text) const {
    return not_a_number(text) +
           (has_decimal_comma(text) ? "; is the decimal mark ','? (--decimal ,)" : "");
  }

  // Whether a text that is not a number would be one with --decimal ,.
  bool has_decimal_comma(std::string_view text) const {
    return dialect_.delimiter() != ',' && decimal() == '.' &&
           parse_comma_number<double>(text).has_value();
  }

  // Columns appended to a row of another width would stand in the wrong place, so it cannot be
  // kept, even with NaN.
  template <class T>
  void take_ragged(std::vector<T>& x, const Block& block, const Row& row) const {
    const auto message = [&] {
      const auto text = dialect_.cut({row.begin, row.end}).text;
      const bool cuts_numbers =
          fields_ == 1 && dialect_.delimiter() == ',' && is_comma_number(text);
      return fmt::format(
          "{} {}, expected {} as in the first row{}", row.fields,
          row.fields == 1 ? "field" : "fields", fields_,
          cuts_numbers ? "; is the decimal mark ','? (--delimiter ';' --decimal ,)" : "");
    };
    const std::size_t place = offset(block, row.begin);
    description_.kept ? skip_bad(block, place, message) : take_bad(x, block, place, message);
  }

  static std::size_t offset(const Block& block, const char* p) {
    return static_cast<std::size_t>(p - block.bytes.data());
  }

  const Dialect dialect_;
  std::size_t fields_ = 0;  // in the first row
  std::size_t column_ = 0;  // of x
  Header header_ = Header::kNone;
  std::string header_name_;  // that of the column, if the header is guessed
  bool has_rows_ = false;    // in what next() handed out
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
